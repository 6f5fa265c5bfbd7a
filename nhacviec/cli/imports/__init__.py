"""Commands that bring plans, people and assignments in."""
