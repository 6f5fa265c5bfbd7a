"""The own calendar in the calendar program of the phone."""
