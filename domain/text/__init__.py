"""Normalising Vietnamese text and small readers of words."""
