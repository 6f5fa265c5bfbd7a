"""Calendar feeds: the addresses that people were given, and what was handed out under them."""
