"""Working days, periods, due days."""
