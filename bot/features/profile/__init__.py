"""A person's own settings and duties."""
