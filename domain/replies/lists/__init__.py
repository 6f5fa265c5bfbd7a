"""Replies to a numbered list: which task each part of them speaks of."""
