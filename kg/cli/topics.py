"""``kg topics``: what somebody follows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, fail, print_json, say, store_of, width
from kg.days import check_date

ACTIONS = ("list", "add", "show", "remove")


def command(
    action: Annotated[str, typer.Argument(help="list, add, show or remove.")] = "list",
    topic: Annotated[str | None, typer.Argument(help="What the topic is called.")] = None,
    store: StoreOption = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", "-n", help="A name to follow; may be given again.")
    ] = None,
    query: Annotated[str | None, typer.Option(help="A query whose papers are followed.")] = None,
    value: Annotated[
        list[str] | None, typer.Option("--value", help="A parameter of it, KEY=VALUE; may be given again.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="show: papers dated from then on.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Saved topics: names and queries that are followed. `kg report --topics` tells what is new for each.

    Examples: kg topics add rl -n "offline reinforcement learning" -n CQL · kg topics · kg topics show rl ·
    kg topics add nets --query papers-proposing --value name=TileNet · kg topics remove rl
    """
    if action not in ACTIONS:
        fail(f"kg topics can not {action!r}; it can: {', '.join(ACTIONS)}")
    if topic is None and action != "list":
        fail(f"kg topics {action} needs the topic's name")
    check_date(since)
    where = store_of(store)
    if action == "list":
        return _list(where, as_json)
    assert topic is not None
    if action == "show":
        return _show(where, topic, since, as_json)
    from kg.topics import Topic, add_topic, remove_topic

    if action == "add":
        values = tuple(_pair(text) for text in value or ())
        add_topic(where, Topic(topic, tuple(name or ()), query, values))
        _check(where, topic)
        say(f"kg: follows {topic}")
    else:
        remove_topic(where, topic)
        say(f"kg: follows {topic} no more")
    return None


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        fail(f"{text!r} is no parameter; write KEY=VALUE")
    return key, value


def _check(store: Path, topic: str) -> None:
    """A new topic is asked once: what can not be asked is not kept."""
    from kg.errors import KGError
    from kg.handle.following import news
    from kg.topics import remove_topic

    try:
        (found,) = news(store, only=topic)
    except KGError:
        remove_topic(store, topic)
        raise
    for missing in found.missing:
        say(f"kg: nothing is called {missing!r} in this graph yet")


def _list(store: Path, as_json: bool) -> None:
    from kg.terminal import columns
    from kg.topics import read_topics

    topics = read_topics(store)
    if as_json:
        return print_json(
            [{"name": t.name, "names": t.names, "query": t.query, "values": dict(t.values)} for t in topics]
        )
    if not topics:
        say("kg: no topics yet; kg topics add NAME --name WHAT")
        return None
    print(columns([(topic.name, topic.what) for topic in topics], head=("topic", "follows"), width=width()))
    return None


def _show(store: Path, topic: str, since: str | None, as_json: bool) -> None:
    from dataclasses import asdict

    from kg.handle.following import news
    from kg.terminal import one_line

    (found,) = news(store, since=since, only=topic)
    if as_json:
        return print_json(asdict(found))
    fresh = f"dated from {since} on" if since else "that no report has told of"
    print(f"{found.name}: {found.papers:,} papers, {len(found.all_new):,} {fresh}")
    for paper in found.new:
        print(one_line(f"  {paper.date or 'undated':10}  {paper.title} [{paper.id}]", width()))
    return None
