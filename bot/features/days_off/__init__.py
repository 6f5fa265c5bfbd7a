"""Days off that are decreed while a period runs."""
