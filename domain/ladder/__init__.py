"""Changing the ladder: what a draft would mean, and what makes one impossible."""
