"""Commands about reports and what follows them."""
