"""Bringing in files of the Office: accepted, put right, confirmed, taken back."""
