"""Whatever lies within the allowed distance shares a key, and the distance is the textbook's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.index.keys import FEW, WORD, allowed, asked_keys, distance, is_word, near, stored_keys

FORMS = st.text(alphabet="abc ", min_size=3, max_size=14)


@st.composite
def misspellings(draw: st.DrawFn) -> tuple[str, str]:
    """A form and what becomes of it after as many edits as are allowed (swaps for one edit only)."""
    form = draw(FORMS)
    wrong = form
    for _ in range(allowed(form)):
        at = draw(st.integers(0, len(wrong)))
        letter = draw(st.sampled_from("abcx"))
        wrong = draw(
            st.sampled_from(
                (
                    wrong[:at] + letter + wrong[at:],
                    wrong[:at] + wrong[at + 1 :],
                    wrong[:at] + letter + wrong[at + 1 :],
                )
            )
        )
    return form, wrong


@given(misspellings())
def test_a_misspelling_shares_a_key_with_the_name(pair: tuple[str, str]) -> None:
    form, wrong = pair
    if distance(form, wrong, 2) <= min(allowed(form), allowed(wrong)):
        assert stored_keys(form) & asked_keys(wrong)


def test_a_swap_in_a_short_name_is_one_edit() -> None:
    assert distance("bert", "bret", 2) == 1
    assert stored_keys("bert") & asked_keys("bret")


def _plain(one: str, two: str) -> int:
    """Optimal string alignment, the whole table."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(two) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(two) + 1):
            cost = one[i - 1] != two[j - 1]
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


@given(st.text(alphabet="abc", max_size=8), st.text(alphabet="abc", max_size=8), st.integers(0, 4))
def test_distance_is_the_whole_table_s_up_to_its_cutoff(one: str, two: str, cutoff: int) -> None:
    assert distance(one, two, cutoff) == min(_plain(one, two), cutoff + 1)


def test_a_long_name_has_a_key_for_each_two_quarters() -> None:
    assert len(stored_keys("offline reinforcement learning")) == 6
    assert len(asked_keys("offline reinforcement learning")) <= 150


def test_words_have_keys_of_their_own() -> None:
    assert not stored_keys("reinforcement") & stored_keys("reinforcement", WORD)
    assert stored_keys("reinforcement", WORD) & asked_keys("reinforcment", WORD)
    assert [word for word in ("gan", "gan2", "graph", "graph nets") if is_word(word)] == ["graph"]


def test_few_and_many_candidates_are_measured_alike() -> None:
    form = "graph neural network"
    few = [form[:at] + "x" + form[at + 2 :] for at in range(len(form) - 1)]
    many = [*few, *(f"{form} {number}" for number in range(100, 100 + FEW))]
    assert near(form, few) == near(form, many)
    assert {edits for edits, _ in near(form, few)} == {2}
