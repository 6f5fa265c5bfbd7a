"""Summaries, briefings, announcements, snapshots."""
