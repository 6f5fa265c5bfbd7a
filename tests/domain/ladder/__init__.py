"""Changing the ladder, by table."""
