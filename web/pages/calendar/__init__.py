"""The calendar and the ladder: what goes out when, and what a change would mean."""
