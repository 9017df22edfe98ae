"""A build in a process of its own, for tests that end it from outside: JOBS STORE FILE…"""

from __future__ import annotations

import sys
from unittest.mock import patch

from kg.build import build
from tests.keywords import Keywords

if __name__ == "__main__":
    jobs, store, *files = sys.argv[1:]
    with patch("kg.build.job.follows", return_value=True):  # it is also killed while it publishes on its way
        build(files, store, extractor=Keywords(), publish_every=0.05, jobs=int(jobs))
