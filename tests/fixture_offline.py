"""Invented papers on offline reinforcement learning, with what a reader would mark."""

from __future__ import annotations

from tests.fixture_marks import ADA, BO, CY, Sample, mark, paper

OFFLINE = (
    Sample(
        paper(
            "2301.99001",
            "Calm Q-Learning for Offline Reinforcement Learning",
            "Offline reinforcement learning learns a policy from logged data only. "
            "We propose Calm Q-Learning (CaQL), which lowers the value of actions that the data never shows "
            "and so limits distribution shift. "
            "On D4Maze, CaQL beats behaviour cloning by 12 points of normalised return.",
            "2023-01-12",
            authors=(ADA, BO),
            categories=("cs.LG",),
            upvotes=14,
            comments=2,
            arxiv_version=2,
        ),
        (
            mark("Calm Q-Learning", "M", "proposes", 0.97, "CaQL", core=True),
            mark(
                "offline reinforcement learning",
                "T",
                "addresses",
                0.95,
                "Offline reinforcement learning",
                "Offline Reinforcement Learning",
                core=True,
            ),
            mark("distribution shift", "C", "discusses", 0.81),
            mark("D4Maze", "D", "evaluatesOn", 0.93, core=True),
            mark("behaviour cloning", "M", "comparesWith", 0.88),
            mark("normalised return", "R", "reports", 0.84),
            mark("logged data", "C", "discusses", 0.34),
        ),
        (
            ("Calm Q-Learning", "usedFor", "offline reinforcement learning", 0.92),
            ("Calm Q-Learning", "evaluatedOn", "D4Maze", 0.9),
            ("Calm Q-Learning", "comparedWith", "behaviour cloning", 0.87),
            ("Calm Q-Learning", "measuredBy", "normalised return", 0.66),
        ),
    ),
    Sample(
        paper(
            "2302.99002",
            "When Behaviour Cloning Is Enough",
            "We ask when behaviour cloning solves offline reinforcement learning. "
            "On short mazes of D4Maze it equals Calm Q-Learning. "
            "The analysis bounds the regret by the coverage of the data.",
            "2023-02-20",
            authors=(BO,),
            categories=("cs.LG", "stat.ML"),
        ),
        (
            mark("behaviour cloning", "M", "uses", 0.94, "Behaviour Cloning", core=True),
            mark("offline reinforcement learning", "T", "addresses", 0.91, core=True),
            mark("D4Maze", "D", "evaluatesOn", 0.9),
            mark("Calm Q-Learning", "M", "comparesWith", 0.86),
            mark("regret", "R", "reports", 0.72),
            mark("coverage", "C", "discusses", 0.55),
        ),
        (
            ("behaviour cloning", "usedFor", "offline reinforcement learning", 0.89),
            ("behaviour cloning", "evaluatedOn", "D4Maze", 0.83),
            ("behaviour cloning", "comparedWith", "Calm Q-Learning", 0.8),
        ),
    ),
    Sample(
        paper(
            "2309.99008",
            "Diffusion Models for Offline Reinforcement Learning",
            "",
            "2023-09-22",
            authors=(ADA,),
            flags=("no-abstract",),
        ),
        (
            mark("diffusion model", "M", "uses", 0.77, "Diffusion Models", core=True),
            mark(
                "offline reinforcement learning",
                "T",
                "addresses",
                0.9,
                "Offline Reinforcement Learning",
                core=True,
            ),
        ),
        (("diffusion model", "usedFor", "offline reinforcement learning", 0.74),),
    ),
    Sample(
        paper(
            "2311.99011",
            'Safe <b>Exploration</b> & "Budgets" in Reinforcement Learning',
            "Exploration that harms is no option for robots. "
            "Unlike Calm Q-Learning, our Budget Walk needs no importance sampling. "
            "Budget Walk learns with a Lipschitz constraint and halves the regret in safe exploration.",
            "2023-11-11",
            authors=(ADA, CY),
            categories=("cs.RO",),
            upvotes=3,
        ),
        (
            mark("Budget Walk", "M", "proposes", 0.96, core=True),
            mark("safe exploration", "T", "addresses", 0.89, core=True),
            mark("reinforcement learning", "T", "discusses", 0.7, "Reinforcement Learning"),
            mark("Calm Q-Learning", "M", "discusses", 0.64, context="rival"),
            mark("importance sampling", "M", "discusses", 0.58, context="negated"),
            mark("Lipschitz constraint", "C", "discusses", 0.62),
            mark("regret", "R", "reports", 0.79),
        ),
        (
            ("Budget Walk", "usedFor", "safe exploration", 0.86),
            ("Budget Walk", "measuredBy", "regret", 0.71),
        ),
    ),
)
