"""A file that is brought in: looked at, put right, compared, confirmed."""
