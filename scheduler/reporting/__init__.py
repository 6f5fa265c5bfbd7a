"""Periods, escalation, and what follows an answer."""
