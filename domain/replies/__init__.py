"""Interpretation of replies in words."""
