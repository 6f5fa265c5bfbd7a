"""Cuts a reply to a numbered list into what it says of each task, before anything is judged."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

Tells = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Cut:
    """The words about each item; not `clear` if some words cannot be given to any one item."""

    said: dict[int, str]
    clear: bool


def cut(marked: str, items: frozenset[int], tells: Tells) -> Cut:
    """Give each of the `items` its words, with mentions marked by `§`.

    `tells`: whether some words hold a status at all.
    """
    lead, _, _ = marked.partition("§")
    if not tells(lead):
        marked = _NUMBERING.sub(_unnumber, marked)
    cutter = _Cutter(tells)
    for clause in re.split(r" ?([.]|,|\bbut\b) ?", _EXCEPTION.sub(r" , \1 §", marked)):
        cutter.hear(clause.strip())
    return cutter.give(items)


def _unnumber(match: re.Match[str]) -> str:
    """`1. xong` is `1 xong`; `trừ 2, xong` stays as it is."""
    return match[0] if match["but"] else f"{match['item']} "


@dataclass(slots=True)
class _Cutter:
    """Hears clause by clause and pairs mentions with the words before or after them."""

    tells: Tells
    pairs: list[tuple[set[str], str]] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)  # mentioned, nothing said yet
    excepted: set[str] = field(default_factory=set)
    leading: str = ""  # a status that stands before its tasks: "Đã xong: 1, 3"
    spent: bool = True  # the leading status has found a task
    crowded: bool = False  # "xong 1, 2 …": the 2 may belong to what follows
    contrast: bool = False  # after "nhưng", until it is known what is contrasted
    clear: bool = True

    def hear(self, clause: str) -> None:
        if clause in {"", ".", ",", "but"}:
            self.crowded = self.crowded and clause != "."
            self.contrast = self.contrast or clause == "but"
            return
        words = [_bare(part) for part in re.split(r"§\S+", clause)]
        mentions = re.findall(r"§(\S+)", clause)
        if re.match(r"(?:ngoai )?tru |rieng |chi |con ", clause):
            self._except(mentions)
            self.crowded = False  # "xong 1, 2, còn 3 đang làm": the 2 belongs to what went before
        if not mentions:
            self._hear_words(clause)
            return
        self.contrast = False
        if any(words):
            self._hear_both(mentions, words)
        elif _APART.match(clause):
            self.waiting |= set(mentions)
        elif not clause.startswith(("tru ", "ngoai tru ")):
            self._hear_mentions(set(mentions))

    def _except(self, mentions: list[str]) -> None:
        """`1-5 xong trừ 4`: what was said of several no longer holds for the fourth."""
        self.excepted.update(mentions)
        for named, _ in self.pairs:
            if len(named) > 1:
                named.difference_update(mentions)

    def _hear_words(self, words: str) -> None:
        if self.waiting and self.tells(words):
            self._pair(self.waiting, words)
        elif self.pairs and not (self.leading and self.tells(words)):
            mentions, said = self.pairs.pop()
            self._pair(mentions, f"{said} {'but' if self.contrast else ','} {words}")
        elif self.tells(words):
            self.leading, self.spent = words, False
        self.contrast = False

    def _hear_mentions(self, mentions: set[str]) -> None:
        if self.leading:
            self._pair(mentions, self.leading)
            self.crowded = True
        else:
            self.waiting |= mentions

    def _hear_both(self, mentions: list[str], words: list[str]) -> None:
        before = words[0] if self.tells(words[0]) else ""
        after = _SAID_ALREADY.sub("", words[-1]) if before else words[-1]
        if before and after and len(mentions) > 1:
            self.clear = False
        elif before and not after:
            self._pair_backwards(mentions, words)
        else:
            self._pair_forwards(mentions, [f"{words[0]} {words[1]}".strip(), *words[2:]])

    def _pair_backwards(self, mentions: list[str], words: list[str]) -> None:
        self.clear = self.clear and not self.waiting
        for mention, said in zip(mentions, words, strict=False):
            self.leading = said or self.leading
            self._pair({mention}, self.leading)

    def _pair_forwards(self, mentions: list[str], words: list[str]) -> None:
        self.clear = self.clear and self.spent and not self.crowded
        self.leading = ""
        for mention, said in zip(mentions, words, strict=True):
            self.waiting.add(mention)
            if said:
                self._pair(self.waiting, said)

    def _pair(self, mentions: set[str], words: str) -> None:
        self.pairs.append((mentions, words))
        self.waiting = set()
        self.spent, self.crowded = True, False

    def give(self, items: frozenset[int]) -> Cut:
        """All pairs, with `all` and `rest` written out."""
        named = {mention for mentions, _ in self.pairs for mention in mentions}
        known = frozenset(int(mention) for mention in named | self.excepted if mention.isdigit())
        said: dict[int, list[str]] = {}
        for mentions, words in self.pairs:
            for item in _meant(mentions, items, known) & items:
                said.setdefault(item, []).append(words)
        told = {item: " . ".join(said[item]) for item in sorted(said)}
        return Cut(told, self._sound(named, known))

    def _sound(self, named: set[str], known: frozenset[int]) -> bool:
        """Whether every word found its task and every task mentioned is there."""
        contradicted = "all" in named and any(str(item) not in self.excepted for item in known)
        orphaned = "rest" in named and not known
        lost = self.waiting or self.contrast or not self.spent or 0 in known
        return self.clear and not (contradicted or orphaned or lost)


def _meant(mentions: set[str], items: frozenset[int], known: frozenset[int]) -> frozenset[int]:
    single = frozenset(int(mention) for mention in mentions if mention.isdigit())
    return single | (items - known if mentions & {"all", "rest"} else frozenset())


def _bare(words: str) -> str:
    """`words` without the small words that only tie them to a mention."""
    return _TIED_AFTER.sub("", _TIED_BEFORE.sub("", words.strip()))


_TIED_BEFORE: Final = re.compile(r"^(?:(?:va|voi|thi|la|deu|ra)\b ?)+")
_TIED_AFTER: Final = re.compile(r"(?:(?:^| )(?:va|voi|thi|la|con|rieng|chi|ngoai tru|tru|cac))+$")
_SAID_ALREADY: Final = re.compile(
    r"^(?:roi|het|ca|thoi|duoc|luon|day|do|ok)(?: (?:roi|thoi|day|luon))*$"
)
_APART: Final = re.compile(r"(?:rieng|chi|con) ")
_NUMBERING: Final = re.compile(r"(?P<but>\btru )?(?P<item>§\S+) [.,] (?!§|[.,]|but)")
_EXCEPTION: Final = re.compile(r" (ngoai tru|tru|rieng|chi con|chi|con) §")
