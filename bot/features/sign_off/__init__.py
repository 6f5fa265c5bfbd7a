"""A unit head signs off the unit for the period."""
