"""Zalo channel: polling or webhook, sending, files, errors."""
