"""What an abbreviation means where a paper does not explain it."""

from __future__ import annotations

import random

from kg.model import Entity, EntityType, Extraction, Mention, Relation
from kg.resolve import derive, resolve
from kg.resolve.longs import one_sense
from kg.resolve.meanings import all_meanings

AT = (Mention(1, 2, "x", 1, 2),)
ANYTHING, SHARP = "Segment Anything Model", "sharpness-aware minimization"
SEES = ("image segmentation", "mask decoder", "point prompt")
LEARNS = ("flat minima", "loss landscape", "optimizer step")


def paper(
    number: int,
    *names: str,
    long: str | None = None,
    short: str = "SAM",
    type_: EntityType = "Method",
    relation: Relation = "uses",
) -> Extraction:
    """A paper that uses an abbreviation, spelled out by ``long``, beside other names."""
    if long is None:
        use = Entity(short, type_, relation, 0.9, AT)
    else:
        use = Entity(long, type_, relation, 0.9, AT, aliases=(short,))
    beside = (Entity(name, "Concept", "discusses", 0.9, AT) for name in names)
    return Extraction(f"p{number}", "test", "1", (use, *beside))


KNOWN = (
    *(paper(n, *SEES, long=ANYTHING) for n in range(1, 4)),
    *(paper(n, *LEARNS, long=SHARP) for n in range(4, 7)),
)


def told(*papers: Extraction) -> dict[str, str]:
    """The sense of the name in each paper that has one."""
    return {pair[0]: sense.slug for pair, sense in all_meanings([*KNOWN, *papers]).items()}


def test_a_bare_abbreviation_means_what_the_names_beside_it_tell() -> None:
    assert told(
        paper(7, *SEES),
        paper(8, *LEARNS),
        paper(9, "protein folding"),
        paper(10, "image segmentation", "flat minima"),
        paper(11, *SEES, relation="proposes"),
    ) == {"p7": "sam~segment-anything-model", "p8": "sam~sharpness-aware-minimization"}


def test_a_use_goes_to_the_node_of_its_sense_and_the_rest_stays() -> None:
    read = [*KNOWN, paper(7, *SEES), paper(8, *LEARNS), paper(9, "protein folding")]
    found = derive(read)
    of = {edge.paper: edge.entity for edge in found.paper_edges if edge.type == "Method"}
    assert of["p7"] == of["p1"] == "segment-anything-model"
    assert of["p8"] == of["p4"] == "sharpness-aware-minimization"
    assert of["p9"] == "sam"
    assert found.elsewhere == (
        ("p7", "sam", "segment-anything-model"),
        ("p8", "sam", "sharpness-aware-minimization"),
    )
    alone = resolve([*KNOWN, paper(7, *SEES)])
    assert (alone.names.papers["sam"], alone.decisions["sam"].entity) == (0, "sam")
    random.Random(1).shuffle(read)
    assert derive(read) == found


def test_what_was_told_explains_nothing_itself() -> None:
    resolved = resolve([*KNOWN, paper(7, *SEES)])
    assert resolved.names.explained == {("SAM", ANYTHING): 3, ("SAM", SHARP): 3}


def test_one_sense_or_one_paper_for_another_tells_nothing() -> None:
    assert all_meanings([*KNOWN[:4], paper(7, *SEES)]) == {}


def test_what_is_measured_is_no_method() -> None:
    beside = ("depth map", "traffic flow")
    read = [
        *(paper(n, *beside, long="mean absolute error", short="MAE", type_="Metric") for n in (1, 2)),
        *(paper(n, *beside, long="masked autoencoder", short="MAE") for n in (3, 4)),
        paper(5, *beside, short="MAE", type_="Metric"),
        paper(6, *beside, short="MAE"),
    ]
    assert {pair[0]: sense.long_form for pair, sense in all_meanings(read).items()} == {
        "p5": "mean absolute error",
        "p6": "masked autoencoder",
    }


def test_senses_that_may_be_one_are_one() -> None:
    for one, other, expected in (
        ("structural similarity", "structural similarity index measure", True),
        ("signed distance function", "signed distance field", True),
        ("vision-language model", "visual language models", True),
        ("decision tree", "decision transformer", False),
        ("visual question answering", "video question answering", False),
    ):
        assert one_sense(one, other) is one_sense(other, one) is expected
