"""Which nodes are connected: each takes the least label of those that it shares a key with, again and again.

https://en.wikipedia.org/wiki/Component_(graph_theory), by hash-to-min. A node is ``[label, keys]``; what two
nodes have in common is a key. Two steps make a round, and the rounds end when no label changed.
"""

from __future__ import annotations

import json

from kg.fleet.shards import grouped, rows
from kg.fleet.tasks import Work


def spread(work: Work) -> None:
    """Of the nodes that share a key, each that has a larger label than another is told the least."""
    for _, found in grouped(work.folders["nodes"], "key", work.number):
        if len(found) > 1:
            members = [json.loads(text) for text in found]
            least = min(label for _, label in members)
            for node, label in members:
                if label != least:
                    work.out.put("label", node, least)


def settle(work: Work) -> None:
    """Nodes take the least label that they were told, and say so under their keys."""
    told = {node: min(found) for node, found in grouped(work.folders["spread"], "label", work.number)}
    changed = 0
    for node, text in rows(work.folders["nodes"], "node", work.number):
        label, keys = json.loads(text)
        least = min(label, told.get(node, label))
        changed += least != label
        work.out.put("node", node, [least, keys], shard=work.number)
        for key in keys:
            work.out.put("key", key, [node, least])
    work.told["changed"] = changed
