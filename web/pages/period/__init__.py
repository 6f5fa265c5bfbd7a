"""One period at a glance: figures, progress, units with names, what is sent next."""
