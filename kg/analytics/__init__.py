"""What the graph as a whole tells: ranks, themes, paths, likeness, trends.

Pure functions of a `Corpus`, a read-only projection of the index; the same store gives the same answers.
"""

from kg.analytics.communities import Community, communities
from kg.analytics.compare import Comparison, Tie, compare
from kg.analytics.cooccur import Pair, cooccur
from kg.analytics.corpus import Corpus, read_corpus
from kg.analytics.counted import degree_rank, index_cooccur, index_trends
from kg.analytics.paths import Step, path
from kg.analytics.rank import Ranked, rank
from kg.analytics.similar import Shared, Similar
from kg.analytics.stated import Stated, read_stated
from kg.analytics.trends import Trend, Trends, trends
from kg.analytics.ways import short_path

__all__ = [
    "Community",
    "Comparison",
    "Corpus",
    "Pair",
    "Ranked",
    "Shared",
    "Similar",
    "Stated",
    "Step",
    "Tie",
    "Trend",
    "Trends",
    "communities",
    "compare",
    "cooccur",
    "degree_rank",
    "index_cooccur",
    "index_trends",
    "path",
    "rank",
    "read_corpus",
    "read_stated",
    "short_path",
    "trends",
]
