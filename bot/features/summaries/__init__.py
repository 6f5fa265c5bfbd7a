"""Summaries, comparison, briefing and report snapshots."""
