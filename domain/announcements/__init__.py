"""Announcements and attachments."""
