"""What other programs read over HTTP: calendars, and the figures of periods."""
