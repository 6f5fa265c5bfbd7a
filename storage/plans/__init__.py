"""Plans, assignments, calendar, imports."""
