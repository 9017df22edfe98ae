"""Pictures of a graph as one HTML file: what to show (`select`), where it lies (`layout`), page (`html`)."""

from kg.views.html import render, write_view
from kg.views.only import Only
from kg.views.picture import Edge, Evidence, Node, PaperCard, Picture, entity_node, paper_node
from kg.views.select import around, overview, paper, selection

__all__ = [
    "Edge",
    "Evidence",
    "Node",
    "Only",
    "PaperCard",
    "Picture",
    "around",
    "entity_node",
    "overview",
    "paper",
    "paper_node",
    "render",
    "selection",
    "write_view",
]
