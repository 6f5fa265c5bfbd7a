"""Who owns which duty."""
