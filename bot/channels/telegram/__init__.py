"""Telegram channel: polling or webhook, sending, files, errors."""
