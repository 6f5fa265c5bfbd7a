"""Other programs: the tokens by which they read, and the pages of what they read."""
