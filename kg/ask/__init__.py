"""Plain English to a saved query with its parameters: offline, and the same every time.

A question is cut into words that mean something here (`kg.ask.meaning`), words that mean nothing, and names,
which the index knows (`kg.ask.reading`). What is left is held against the phrases beside each query
(`kg.ask.choosing`). Nothing is guessed: a word that is not understood, or two queries that fit alike, is a
`NotUnderstood`.
"""

from __future__ import annotations

from kg.ask.choosing import Choice, choose

__all__ = ["Choice", "choose"]
