"""The plan's annex: rows, tasks, doubts, preview."""
