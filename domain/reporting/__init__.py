"""Duties, reports, escalation, extensions, issues."""
