"""The proof about one duty: who was reminded when, by which channel, in which words."""
