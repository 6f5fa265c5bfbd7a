"""People: who is on the roster, how they can be reached, and what is done for them."""
