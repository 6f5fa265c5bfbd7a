"""The words of a text and what stands beside each of them: documents, ends, brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.text import secrecy_words as words
from domain.text.normalize import plain

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[/.,-]\d+)*|[.;!?\n…,:()\[\]\"'“”«»–-]")
STOPS = frozenset(".;!?\n…")
PAUSES = STOPS | frozenset(",:–-")
BRACKETS = frozenset("()[]\"'“”«»")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign: as written, in small letters, and without marks."""

    raw: str
    lower: str
    plain: str


END = Token("", "", "")


def tokens(text: str) -> list[Token]:
    found = (each for each in TOKEN.findall(text) if each != "-" or " - " in text)
    return [Token(each, each.lower(), plain(each) or each) for each in found]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The words of one text. `shouted`: all of it is in capitals."""

    tokens: Sequence[Token]
    shouted: bool

    def before(self, at: int, back: int = 1) -> Token:
        return self.tokens[at - back] if at >= back else END

    def after(self, at: int, on: int = 1) -> Token:
        return self.tokens[at + on] if at + on < len(self.tokens) else END

    def two_before(self, at: int) -> str:
        return f"{self.before(at, 2).plain} {self.before(at).plain}"

    def two_after(self, at: int) -> str:
        return f"{self.after(at).plain} {self.after(at, 2).plain}"

    def start(self, at: int) -> int:
        """Where the sentence of this word begins."""
        stops = [n for n in range(at) if self.tokens[n].raw in STOPS]
        return stops[-1] + 1 if stops else 0

    def said(self, at: int) -> str:
        """The sentence of this word, plain."""
        rest = self.tokens[at:]
        ends = [n for n, token in enumerate(rest) if token.raw in STOPS - {"."}]
        until = at + (ends[0] if ends else len(rest))
        return f" {' '.join(token.plain for token in self.tokens[self.start(at) : until])} "

    def speaks_of(self, at: int, phrases: frozenset[str]) -> bool:
        said = self.said(at)
        return any(f" {each} " in said for each in phrases)

    def _document_ends(self, at: int) -> str:
        """The document whose name ends right before this place, or nothing."""
        two, one = self.two_before(at), self.before(at).plain
        return next((each for each in (two, one) if each in words.DOCUMENTS), "")

    def document(self, at: int) -> tuple[str, int]:
        """The document that this word may mark, and where its name ends."""
        while at > 0:
            named = self._document_ends(at)
            if named:
                return named, at
            token = self.before(at)
            passed = token.plain in words.BETWEEN or token.raw in BRACKETS | {"-", "–", ":", ","}
            if not (passed or token.raw[:1].isdigit()):
                break
            at -= 1
        return "", 0

    def stands_out(self, at: int) -> bool:
        """In brackets, in quotation marks, or in capitals among small letters."""
        token = self.tokens[at]
        enclosed = self.before(at).raw in BRACKETS and self.after(at).raw in BRACKETS
        return enclosed or (token.raw.isupper() and not self.shouted)

    def ends_here(self, at: int) -> bool:
        after = self.after(at)
        return after is END or after.raw in PAUSES | BRACKETS or after.plain in ("a", "nhe")
