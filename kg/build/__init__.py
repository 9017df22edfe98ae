"""The one path from source files to a published store."""

from kg.build.report import BuildReport, Progress
from kg.build.run import build

__all__ = ["BuildReport", "Progress", "build"]
