"""What other programs read over HTTP: calendars."""
