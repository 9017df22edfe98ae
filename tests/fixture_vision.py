"""Invented papers on vision, on graphs and on text, with what a reader would mark."""

from __future__ import annotations

from kg.model import (
    Author,
    Origin,
)
from kg.vocab import paper_id
from tests.fixture_marks import ADA, BO, CY, Sample, mark, paper

VISION = (
    Sample(
        paper(
            "2303.99003",
            "TileNet: Fast Object Detection on Drones",
            "Drones need object detection within a few watts. "
            "TileNet cuts an image into tiles and skips empty ones with a convolutional neural network. "
            "On SkyBoxes it reaches the mean average precision of PlainDet at 4 times the frames per second.",
            "2023-03-05",
            author_count=7,
            organisation="Windmill Labs",
            categories=("cs.CV",),
            upvotes=41,
        ),
        (
            mark("TileNet", "M", "proposes", 0.98, core=True),
            mark("object detection", "T", "addresses", 0.96, "Object Detection", core=True),
            mark("convolutional neural network", "M", "uses", 0.83),
            mark("SkyBoxes", "D", "evaluatesOn", 0.92, core=True),
            mark("PlainDet", "M", "comparesWith", 0.9),
            mark("mean average precision", "R", "reports", 0.91),
            mark("frames per second", "R", "reports", 0.69),
        ),
        (
            ("TileNet", "usedFor", "object detection", 0.94),
            ("TileNet", "evaluatedOn", "SkyBoxes", 0.91),
            ("TileNet", "comparedWith", "PlainDet", 0.88),
            ("convolutional neural network", "partOf", "TileNet", 0.61),
            ("object detection", "measuredBy", "mean average precision", 0.57),
        ),
    ),
    Sample(
        paper(
            "2303.99004",
            "SkyBoxes: A Benchmark for Aerial Object Detection",
            "We release SkyBoxes, a benchmark of 9,000 aerial images. "
            "Aerial object detection is a harder kind of object detection, since things are small. "
            "PlainDet, a baseline, reaches a mean average precision of 31.",
            "2023-03",
            authors=(CY,),
            venue="Workshop on Views from Above",
        ),
        (
            mark("SkyBoxes", "D", "proposes", 0.95, core=True),
            mark(
                "aerial object detection",
                "T",
                "addresses",
                0.92,
                "Aerial object detection",
                "Aerial Object Detection",
                core=True,
            ),
            mark("object detection", "T", "discusses", 0.76),
            mark("PlainDet", "M", "uses", 0.85),
            mark("mean average precision", "R", "reports", 0.87),
        ),
        (
            ("aerial object detection", "isA", "object detection", 0.85),
            ("SkyBoxes", "usedFor", "aerial object detection", 0.82),
            ("PlainDet", "usedFor", "aerial object detection", 0.6),
            ("PlainDet", "evaluatedOn", "SkyBoxes", 0.63),
        ),
    ),
    Sample(
        paper(
            "2305.99005",
            "Do Tiles Help? A Second Look at Drone Vision",
            "TileNet is not used here. "
            "We train PlainDet for longer and find that object detection on SkyBoxes gains as much. "
            "Longer training helps a convolutional neural network more than tiles do.",
            "2023-05-17",
            authors=(BO, CY),
            categories=("cs.CV",),
        ),
        (
            mark("TileNet", "M", "discusses", 0.73, context="negated"),
            mark("PlainDet", "M", "uses", 0.93, core=True),
            mark("object detection", "T", "addresses", 0.88, core=True),
            mark("SkyBoxes", "D", "evaluatesOn", 0.86),
            mark("convolutional neural network", "M", "uses", 0.75),
            mark("Longer training", "C", "discusses", 0.28),
        ),
        (
            ("PlainDet", "usedFor", "object detection", 0.87),
            ("PlainDet", "evaluatedOn", "SkyBoxes", 0.84),
            ("PlainDet", "isA", "convolutional neural network", 0.52),
        ),
    ),
)

GRAPHS_AND_TEXT = (
    Sample(
        paper(
            "2306.99006",
            "Graph Neural Networks for Molecule Property Prediction",
            "Graph neural networks (GNNs) read a molecule as a graph. "
            "We apply them to molecule property prediction on MolBox and report the mean absolute error.",
            "2023-06-30",
            authors=(Author("Dee Fern"), ADA),
            categories=("cs.LG", "q-bio.BM"),
        ),
        (
            mark(
                "Graph neural network",
                "M",
                "uses",
                0.95,
                "Graph neural networks",
                "Graph Neural Networks",
                "GNNs",
                core=True,
            ),
            mark(
                "molecule property prediction",
                "T",
                "addresses",
                0.94,
                "Molecule Property Prediction",
                core=True,
            ),
            mark("MolBox", "D", "evaluatesOn", 0.9),
            mark("mean absolute error", "R", "reports", 0.85),
        ),
        (
            ("Graph neural network", "usedFor", "molecule property prediction", 0.9),
            ("Graph neural network", "evaluatedOn", "MolBox", 0.78),
        ),
    ),
    Sample(
        paper(
            "2307.99007",
            "Pretraining a GNN Without Labels",
            "A GNN can be pretrained on masked atoms. "
            "MaskMol, our scheme, lowers the mean absolute error in molecule property prediction on MolBox.",
            "2023-07-08",
            authors=(Author("Dee Fern"),),
            categories=("cs.LG",),
            upvotes=0,
        ),
        (
            mark("MaskMol", "M", "proposes", 0.95, core=True),
            mark("GNN", "M", "uses", 0.92, core=True),
            mark("molecule property prediction", "T", "addresses", 0.93, core=True),
            mark("MolBox", "D", "evaluatesOn", 0.9),
            mark("mean absolute error", "R", "reports", 0.86),
        ),
        (
            ("MaskMol", "usedFor", "molecule property prediction", 0.88),
            ("MaskMol", "evaluatedOn", "MolBox", 0.85),
            ("GNN", "usedFor", "molecule property prediction", 0.59),
        ),
    ),
    Sample(
        paper(
            paper_id(doi="10.99999/notes.2023.7"),
            "Fair Summaries of Clinical Notes",
            "Text summarisation of clinical notes leaves out what patients of small groups report. "
            "We measure fairness on NoteBank and fine-tune a transformer, which raises ROUGE as well.",
            "2023",
            doi="10.99999/notes.2023.7",
            authors=(Author("Eve Garnet"), Author("Bo Quill")),
            venue="Journal of Careful Health",
            origins=(Origin("notes.bib", f"{13:064x}", "bibtex", 4, 31),),
        ),
        (
            mark("text summarisation", "T", "addresses", 0.92, "Text summarisation", core=True),
            mark("NoteBank", "D", "evaluatesOn", 0.88, core=True),
            mark("transformer", "M", "uses", 0.9),
            mark("ROUGE", "R", "reports", 0.87),
            mark("fairness", "C", "discusses", 0.8, core=True),
        ),
        (
            ("transformer", "usedFor", "text summarisation", 0.81),
            ("text summarisation", "measuredBy", "ROUGE", 0.62),
        ),
    ),
    Sample(
        paper(
            "2310.99010",
            "Sliding Attention for Text Summarisation of Long Reports",
            "A transformer forgets the start of a long report. "
            "Sliding Attention keeps a window that moves, for text summarisation at constant memory. "
            "ROUGE on LongDesk rises from 31 to 36.",
            "2023-10-02",
            authors=(Author("Eve Garnet"),),
            categories=("cs.CL",),
            upvotes=9,
        ),
        (
            mark("Sliding Attention", "M", "proposes", 0.96, core=True),
            mark("text summarisation", "T", "addresses", 0.95, "Text Summarisation", core=True),
            mark("transformer", "M", "uses", 0.91),
            mark("LongDesk", "D", "evaluatesOn", 0.87),
            mark("ROUGE", "R", "reports", 0.92),
        ),
        (
            ("Sliding Attention", "usedFor", "text summarisation", 0.93),
            ("Sliding Attention", "evaluatedOn", "LongDesk", 0.8),
            ("Sliding Attention", "partOf", "transformer", 0.45),
            ("text summarisation", "measuredBy", "ROUGE", 0.77),
        ),
    ),
    Sample(
        paper(
            "title-notes-on-c-kernels-for-attention-00000012",
            "Notes on C++ Kernels for Attention",
            "We write the attention of a transformer in C++ and in C. The notes cite 漢 strings as a test.",
            None,
            origins=(Origin("notes.csv", f"{12:064x}", "csv", 1, 2),),
            aliases=("title-notes-on-c-kernels-00000099",),
        ),
        (
            mark("C++", "M", "uses", 0.82, core=True),
            mark("C", "M", "uses", 0.6),
            mark("attention", "M", "discusses", 0.71, "Attention"),
            mark("transformer", "M", "discusses", 0.74),
            mark("漢", "C", "discusses", 0.51),
        ),
        (("attention", "partOf", "transformer", 0.7),),
    ),
)
