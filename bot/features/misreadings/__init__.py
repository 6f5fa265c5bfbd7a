"""Replies that were misread: reported, looked over, kept as examples."""
