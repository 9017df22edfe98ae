"""A look-up without the library that reads options: importing that costs more than the look-up itself.

Only what is certain is read here: known options, each apart from its value, and one name. Anything else is
left to the whole command line, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_TEXTS = {"--store": "store", "--direction": "direction"}
_LISTS = {"--relation": "relations", "-r": "relations", "--type": "types", "-t": "types"}
_NUMBERS = {"--limit": ("limit", 100_000), "--depth": ("depth", 3)}
_FLAGS = {"--exact": "exact", "--json": "as_json"}


def neighbours(arguments: Sequence[str]) -> bool:
    """Do what ``kg neighbours`` does with ``arguments``; False where they are for the whole command line."""
    read = options(arguments)
    if read is None:
        return False
    from kg.cli.looking import look_up

    look_up(read.pop("name"), **read)
    return True


def options(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The options of a look-up; None where they are not plain."""
    found: dict[str, Any] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word in _FLAGS:
            found[_FLAGS[word]] = True
        elif not word.startswith("-") and "name" not in found:
            found["name"] = word
        elif not waiting or not _takes(found, word, waiting.pop(0)):
            return None
    return found if "name" in found else None


def _takes(found: dict[str, Any], word: str, value: str) -> bool:
    """Keep the value of an option; whether it is one."""
    if value.startswith("-"):
        return False
    if word in _TEXTS:
        found[_TEXTS[word]] = value
    elif word in _LISTS:
        found.setdefault(_LISTS[word], []).append(value)
    elif word in _NUMBERS and re.fullmatch(r"[1-9][0-9]{0,5}", value):
        name, most = _NUMBERS[word]
        found[name] = int(value)
        return int(value) <= most
    else:
        return False
    return True
