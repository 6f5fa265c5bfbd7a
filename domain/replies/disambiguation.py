"""Tells false friends apart by their neighbours, when a reply is written without marks."""

import re
from typing import Final

from domain.replies.signals import expanded
from domain.replies.vocabulary import tables

REWRITES: Final = tuple(
    (re.compile(expanded(row["find"])), row["meant"]) for row in tables("rewrites")["rewrite"]
)
"""What stands there and what is meant, applied in this order to words with single spaces."""
