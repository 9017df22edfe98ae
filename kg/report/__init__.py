"""A report on the papers of a store or of some days, as one HTML page: what it tells, and the page."""

from kg.report.gather import gather
from kg.report.html import render, write_report
from kg.report.records import Report

__all__ = ["Report", "gather", "render", "write_report"]
