"""Cycles, duties, reports, extensions, issues."""
