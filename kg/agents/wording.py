"""What is wrong, as a model can act on it: tools and arguments instead of commands and options."""

from __future__ import annotations

import json
import re
import shlex

from kg.query.binding import without_dashes

_COMMAND = re.compile(r"^ *kg (query|neighbours) (.+)$", re.MULTILINE)
_PHRASES = {
    "`kg query --list` shows": "`queries` tells",
    "narrow the query, or allow more with --timeout": "narrow the query, or add LIMIT",
    "; raise --limit": "; raise limit",
}


def for_a_model(message: str) -> str:
    """A message in the words of the tools."""
    for said, meant in _PHRASES.items():
        message = message.replace(said, meant)
    return without_dashes(_COMMAND.sub(_call, message))


def _call(command: re.Match[str]) -> str:
    """A command line as the call that does the same; as it is where it is no whole one."""
    try:
        name, *options = shlex.split(command[2])
    except ValueError:
        return command[0]
    if command[1] == "neighbours":
        return f"  neighbours(name={json.dumps(name, ensure_ascii=False)})"
    given = {key.removeprefix("--"): value for key, value in zip(options[::2], options[1::2], strict=False)}
    limit = given.pop("limit", None)
    asked = f"  query(name={json.dumps(name)}"
    asked += f", parameters={json.dumps(given, ensure_ascii=False)}" if given else ""
    return asked + (f", limit={limit})" if limit else ")")
