"""From a corpus and its papers to all that a report tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from kg.analytics import Corpus, communities, rank, trends
from kg.analytics.rank import By, Ranked
from kg.days import within
from kg.errors import UsageError
from kg.model import PaperEdge
from kg.report.cards import CardMaker, Nearest, Papers, is_address
from kg.report.records import Bars, Doubt, Matrix, Report, Theme

TOP = 10
FEW = 3
"""Bars below which names of one paper fill a chart up."""
ROWS, COLUMNS = 10, 8
"""Most of a matrix."""
DOUBTS = 12
OTHERS = "On their own"
TRIED = ("proposes", "uses", "comparesWith")
WORTH_A_LOOK = ("proposes", "addresses", "evaluatesOn", "comparesWith")


def gather(
    corpus: Corpus,
    papers: Papers,
    *,
    title: str,
    since: str | None = None,
    until: str | None = None,
    texts: bool = True,
    only: Collection[str] | None = None,
    similar: Nearest | None = None,
) -> Report:
    """The report on the papers dated from ``since`` to ``until`` (both inclusive; ISO, may be shortened).

    With ``only`` on these papers, as far as they are dated so; new is then what no other paper names.

    ``similar`` finds what cards name as like a paper; without it they name none.

    Papers whose date is missing, or too coarse to tell, are in only where neither is given.
    Raises `UsageError` where nothing is left.
    """
    chosen = corpus.papers if only is None else frozenset(only)
    inside = [p.id for p in corpus.papers.values() if p.id in chosen and within(p.date, since, until)]
    if not inside and (since or until):
        span = f"from {since or 'the first'} to {until or 'the last'}"
        raise UsageError(f"no paper of this graph is dated {span}; see `kg trends` for its dates")
    part = corpus.part(frozenset(inside))
    seen = _seen(corpus, since, None if only is None else frozenset(inside))
    changes = trends(corpus, limit=TOP)
    is_new = (lambda slug: slug not in seen) if seen else None
    maker = CardMaker(part, papers, texts=texts, is_new=is_new, similar=similar)
    dates = sorted(p.date for p in part.papers.values() if p.date)
    return Report(
        title=title,
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        papers=len(inside),
        outside=len(corpus.papers) - len(inside),
        names=len(part.entities),
        new_names=len(part.entities.keys() - seen) if seen else None,
        texts=texts,
        periods=_periods(dates),
        themes=tuple(_themes(part, maker)),
        bars=tuple(_bars(part, kind, head) for kind, head in _CHARTS),
        matrices=tuple(
            matrix
            for head, kind, relations in _MATRICES
            if (matrix := _matrix(part, head, kind, relations)).filled
        ),
        central=_shared(part, "pagerank"),
        bridging=_shared(part, "betweenness"),
        changing=tuple(row for row in changes.rows if row.direction != "steady"),
        months=changes.months,
        of_listing=only is not None,
        doubts=tuple(_doubts(part, maker)),
    )


_CHARTS = (("Task", "Top tasks"), ("Method", "Top methods"), ("Dataset", "Top datasets"))
_MATRICES = (
    ("Task × method: what was proposed, used or compared for it", "Method", TRIED),
    ("Task × dataset: what it was evaluated on", "Dataset", ("evaluatesOn", "proposes", "uses")),
)


def _shared(corpus: Corpus, by: By) -> tuple[Ranked, ...]:
    """The names that rank highest among those of several papers: one paper's own hold nothing together."""
    rows = rank(corpus, by=by, limit=len(corpus.entities))
    return tuple(row for row in rows if row.papers > 1 and row.score > 0)[:TOP]


def _seen(corpus: Corpus, since: str | None, listed: frozenset[str] | None) -> frozenset[str]:
    """What the papers name that new names are held against: those of no listing, or those before a day."""
    if listed is not None:
        others = corpus.papers.keys() - listed
    else:
        rows = corpus.papers.values() if since else ()
        others = {p.id for p in rows if p.date and p.date < str(since)[: len(p.date)]}
    return frozenset(e.entity for paper in others for e in corpus.of_paper[paper])


def _periods(dates: list[str]) -> tuple[tuple[str, int], ...]:
    """Papers a day where they span at most a month, else a month for up to three years, else a year."""
    exact = [date for date in dates if len(date) == 10]
    months = {date[:7] for date in dates if len(date) >= 7}
    years = range(int(dates[0][:4]), int(dates[-1][:4]) + 1) if dates else range(0)
    if len(months) <= 1 and len(exact) == len(dates):
        return tuple(sorted(Counter(dates).items()))
    if len(years) > 3:
        counts = Counter(date[:4] for date in dates)
        return tuple((f"{year}", counts[f"{year}"]) for year in years)
    return tuple(sorted(Counter(date[:7] for date in dates if len(date) >= 7).items()))


def _themes(corpus: Corpus, maker: CardMaker) -> Iterable[Theme]:
    alone: list[str] = []
    for group in communities(corpus):
        if len(group.papers) > 1:
            yield _theme(corpus, maker, group.name, group.papers)
        else:
            alone += group.papers
    if alone:
        yield _theme(corpus, maker, OTHERS, alone)


def _theme(corpus: Corpus, maker: CardMaker, name: str, papers: Iterable[str]) -> Theme:
    ordered = list(papers)
    cards = tuple(maker.card(paper) for paper in ordered)
    edges = [edge for paper in ordered for edge in corpus.of_paper[paper]]
    label = {slug: entity.label for slug, entity in corpus.entities.items()}
    tasks = _surest(e for e in edges if e.relation == "addresses" and e.type == "Task")
    put = (e for e in edges if e.relation == "proposes" and e.type in ("Method", "Dataset"))
    proposed = _surest(e for e in put if not is_address(label[e.entity]))
    return Theme(
        name=name,
        cards=cards,
        tasks=tuple(label[slug] for slug in tasks[:6]),
        proposed=tuple(label[slug] for slug in proposed[:8]),
    )


def _surest(edges: Iterable[PaperEdge]) -> list[str]:
    """The best name of each paper, those of several papers first, then the surest."""
    ordered = sorted(edges, key=lambda e: (not e.core, -e.confidence, e.entity))
    best = list(_first_of_each(ordered))
    counts = Counter(best)
    return sorted(counts, key=lambda slug: (-counts[slug], best.index(slug)))


def _first_of_each(edges: Iterable[PaperEdge]) -> Iterable[str]:
    """The best name of each paper, so that no paper fills the line."""
    papers: set[str] = set()
    for edge in edges:
        if edge.paper not in papers:
            papers.add(edge.paper)
            yield edge.entity


def _bars(corpus: Corpus, kind: str, title: str) -> Bars:
    rows = [e for e in corpus.entities.values() if corpus.kind(e.slug) == kind]
    rows.sort(key=lambda e: (-e.papers, -_core(corpus, e.slug), e.label))
    several = [e for e in rows if e.papers > 1]
    rows = several if len(several) >= FEW else rows[:FEW]  # bars of one paper each say nothing
    return Bars(title, kind, tuple((e.label, e.papers) for e in rows[:TOP]))


def _core(corpus: Corpus, slug: str) -> float:
    """How sure the papers are about a name, to order those of equally many."""
    edges = (e for paper in corpus.papers_of.get(slug, ()) for e in corpus.of_paper[paper])
    return max((e.core + e.confidence for e in edges if e.entity == slug), default=0.0)


def _matrix(corpus: Corpus, title: str, kind: str, relations: tuple[str, ...]) -> Matrix:
    cells: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for paper, edges in corpus.of_paper.items():
        tasks = {e.entity for e in edges if e.relation == "addresses" and e.type == "Task"}
        others = {e.entity for e in edges if e.relation in relations and e.type == kind}
        for pair in ((task, other) for task in tasks for other in others if task != other):
            cells[pair].add(paper)
    rows = _best(corpus, cells, 0)
    columns = _best(corpus, {pair: found for pair, found in cells.items() if pair[0] in rows}, 1)
    label = {slug: entity.label for slug, entity in corpus.entities.items()}
    shown = tuple(
        (label[task], tuple(_by_date(corpus, cells.get((task, other), ())) for other in columns))
        for task in rows
        if any((task, other) in cells for other in columns)
    )
    filled = sum(bool(cell) for _, row in shown for cell in row)
    return Matrix(title, tuple(label[c] for c in columns), shown, filled, len(cells))


def _by_date(corpus: Corpus, papers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(papers, key=lambda paper: (corpus.papers[paper].date or "9", paper)))


def _best(corpus: Corpus, cells: Mapping[tuple[str, str], set[str]], end: int) -> list[str]:
    """The tasks (``end`` 0) or the others (1) of most papers, then of most pairs."""
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for pair, found in cells.items():
        papers[pair[end]] |= found
    pairs = Counter(pair[end] for pair in cells)
    ranked = sorted(papers, key=lambda s: (-len(papers[s]), -corpus.entities[s].papers, -pairs[s], s))
    return ranked[: (ROWS, COLUMNS)[end]]


def _doubts(corpus: Corpus, maker: CardMaker) -> Iterable[Doubt]:
    """The least sure claims of the relations that matter, at most one a paper."""
    edges = [e for edges in corpus.of_paper.values() for e in edges if e.relation in WORTH_A_LOOK]
    edges.sort(key=lambda e: (e.confidence, not e.core, e.paper, e.entity))
    papers: set[str] = set()
    for edge in edges:
        if edge.paper not in papers and len(papers) < DOUBTS:
            papers.add(edge.paper)
            title = corpus.papers[edge.paper].title
            yield Doubt(edge.paper, title, edge.relation, maker.chip(edge), maker.sentence(edge))
