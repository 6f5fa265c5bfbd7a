"""Digests of what is owed, snoozing, readdressing."""
