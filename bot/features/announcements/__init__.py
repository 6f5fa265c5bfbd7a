"""Announcements with read confirmation."""
