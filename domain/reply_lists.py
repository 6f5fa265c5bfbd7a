"""Cuts a reply to a numbered list into what it says of each task, before anything is judged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.reply_words import plain

Tells = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Cut:
    """The words about each item; not `clear` if some words cannot be given to any one item."""

    said: dict[int, str]
    clear: bool


def mark_mentions(words: str, codes: Mapping[int, str]) -> str:
    """Write each mention of a task in plain `words` as `§1`, of all as `§all`, of others `§rest`.

    A task that is not in `codes` (item number to task code) becomes `§0`.
    """
    words = _mark_codes(f" {words} ", codes)
    for pattern, written in _MENTIONS:
        words = pattern.sub(lambda match, written=written: written(match, codes), words)  # type: ignore[misc]
    while (joined := _ALSO.sub(lambda match: f"{match[1]} {_item(match[2], codes)}", words)) != words:
        words = joined
    return " ".join(words.split())


def cut(marked: str, items: frozenset[int], tells: Tells) -> Cut:
    """Give each of the `items` its words; `tells`: whether some words hold a status at all."""
    lead, _, _ = marked.partition("§")
    if not tells(lead):
        marked = _NUMBERING.sub(lambda match: match[0] if match["but"] else f"{match['item']} ", marked)
    cutter = _Cutter(tells)
    for clause in re.split(r" ?([.]|,|\bbut\b) ?", _EXCEPTION.sub(r" , \1 §", marked)):
        cutter.hear(clause.strip())
    return cutter.give(items)


def _mark_codes(words: str, codes: Mapping[int, str]) -> str:
    for item, code in codes.items():
        name, _, number = plain(code).text.rpartition(" ")
        if number.isdigit():
            words = re.sub(rf" {name} ,? ?0*{int(number)}(?= )", f" §{item}", words)
    families = {plain(code).text.rpartition(" ")[0] for code in codes.values()} - {""}
    return re.sub(rf" (?:{'|'.join(families)}) \d+(?= )", " §0", words) if families else words


def _item(number: str, codes: Mapping[int, str]) -> str:
    return f"§{number}" if int(number) in codes else "§0"


def _all(count: str | None, codes: Mapping[int, str]) -> str:
    """`cả ba việc` is all of three and none of four."""
    number = _COUNTS.get(count or "", int(count) if count and count.isdigit() else len(codes))
    return "§all" if number == len(codes) else "§0"


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
    clear: bool = True

    def hear(self, clause: str) -> None:
        words = [_bare(part) for part in re.split(r"§\S+", clause)]
        mentions = re.findall(r"§(\S+)", clause)
        excepting = re.match(r"(?:ngoai )?tru |rieng |chi |con ", clause) is not None
        if excepting:
            self.excepted.update(mentions)
        if clause in {"", ".", ",", "but"}:
            self.crowded = self.crowded and clause != "."
        elif not mentions:
            self._hear_words(words[0])
        elif not any(words):
            self._hear_mentions(set(mentions), clause.startswith(("tru ", "ngoai tru ")))
        else:
            self._hear_both(mentions, words)

    def _hear_words(self, words: str) -> None:
        if self.waiting and self.tells(words):
            self._pair(self.waiting, words)
        elif self.pairs and not (self.leading and self.tells(words)):
            mentions, said = self.pairs.pop()
            self._pair(mentions, f"{said} , {words}")
        elif self.tells(words):
            self.leading, self.spent = words, False

    def _hear_mentions(self, mentions: set[str], out: bool) -> None:
        if out:
            return
        if self.leading:
            self._pair(mentions, self.leading)
            self.crowded = True
        else:
            self.waiting |= mentions

    def _hear_both(self, mentions: list[str], words: list[str]) -> None:
        before = words[0] if self.tells(words[0]) else ""
        after = words[-1]
        if before and after and len(mentions) > 1:
            self.clear = False
        elif before and not after:
            self._pair_backwards(mentions, words)
        else:
            self._pair_forwards(mentions, [f"{before} {words[1]}".strip(), *words[2:]])

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
        known = {int(mention) for mention in named | self.excepted if mention.isdigit()}
        groups = {"all": items - known, "rest": items - known if known else frozenset()}
        said: dict[int, str] = {}
        for mentions, words in self.pairs:
            for mention in mentions:
                for item in sorted(groups.get(mention, frozenset({int(mention)} if mention.isdigit() else ()))):
                    said[item] = " . ".join(filter(None, (said.get(item), words)))
        return Cut({item: said[item] for item in sorted(said) if item in items}, self._sound(named, known))

    def _sound(self, named: set[str], known: set[int]) -> bool:
        unexplained = "all" in named and {str(item) for item in known} - self.excepted
        orphaned = "rest" in named and not known
        return self.clear and self.spent and not (
            self.waiting or 0 in known or unexplained or orphaned
        )


def _bare(words: str) -> str:
    """`words` without the small words that only tie them to a mention."""
    found = words.split()
    while found and found[0] in _TIES:
        found.pop(0)
    while found and found[-1] in _TIES:
        found.pop()
    return " ".join(found)


_TIES: Final = frozenset("va thi la con rieng chi tru ngoai ra deu cac em i toi ve o".split())
_COUNTS: Final = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_ORDINALS: Final = {"nhat": 1, "dau": 1, "head": 1, "nhi": 2, "tu": 4} | _COUNTS
_TASK: Final = r"(?:viec|nhiem vu|dau viec|cong viec|muc|cau|so|stt|task|noi dung|cai)"
_UNIT: Final = (
    r"(?:ngay|gio|phut|tieng|tuan|thang|nam|hom|ho so|viec|nhiem vu|nguoi|don vi|phong|van ban|muc"
    r"|xa|phuong|doi|team|lan|buoc|phan|lop|bai|tin|thu tuc|noi dung|dau|bao cao|cai|ban|buoi|chi tieu)"
)
_BEGINS: Final = (
    r"(?:xong|da|dang|chua|vuong|roi|duoc|moi|gan|sap|co ban|khong|van|thi|la|bi|stop|wait|gap|kho"
    r"|con|dat|thieu|mai|se|vua|cung|deu|\d+%|stuck|du kien|trinh)"
)
_COUNT: Final = rf"(?:\d|{'|'.join(_COUNTS)})"

Written = Callable[[re.Match[str], Mapping[int, str]], str]


def _ordinal(match: re.Match[str], codes: Mapping[int, str]) -> str:
    word = match[1].split()[0]
    return f" {_item(str(len(codes) if word == 'cuoi' else _ORDINALS[word]), codes)}"


def _range(match: re.Match[str], _: Mapping[int, str]) -> str:
    return " " + " , ".join(str(item) for item in range(int(match[1]), int(match[2]) + 1))


def _chained(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """A bare number in mid-clause counts only after an earlier mention: `1 xong 2 đang làm`."""
    return f"{match[1]} {_item(match[2], codes)}" if "§" in match.string[: match.start()] else match[0]


def _everything(match: re.Match[str], _: Mapping[int, str]) -> str:
    return match[0] if "§" in match.string else f" §all {match[1]} "


_MENTIONS: Final[tuple[tuple[re.Pattern[str], Written], ...]] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (rf" (?:tat ca |toan bo )?(?:cac |nhung |those |may )?(?:{_TASK} con lai|{_TASK} (?:khac|kia)|con lai)(?= )",
         lambda match, codes: " §rest"),
        (rf" (?:tu )?(\d)(?: den |-)(\d)(?= )(?! {_UNIT})", _range),
        (rf" (\d)((?:,\d)+)(?= )(?! {_UNIT})", lambda match, codes: f" {match[1]}{match[2].replace(',', ' , ')}"),
        (rf" ca ({_COUNT})(?: {_TASK})?(?: nay| tren)?(?= )", lambda match, codes: f" {_all(match[1], codes)}"),
        (rf" ({_COUNT}) {_TASK}(?: nay| tren)?(?= deu| da xong)", lambda match, codes: f" {_all(match[1], codes)}"),
        (rf" (?:tat ca|toan bo|(?:cac|every|moi) {_TASK})(?: cac| deu| {_TASK}| nay| tren)*(?= )",
         lambda match, codes: " §all"),
        (rf" {_TASK} (?:thu )?((?:dau|head)(?: tien)?|cuoi(?: cung)?|hai|ba)(?= )(?! {_UNIT})", _ordinal),
        (rf" {_TASK} thu (nhat|nhi|tu|bon|nam|sau|bay|tam|chin)(?= )", _ordinal),
        (rf" {_TASK} (?:so |thu )?0?(\d{{1,2}})(?= )", lambda match, codes: f" {_item(match[1], codes)}"),
        (rf"(^|[.,?]| but| va| con| rieng| tru| chi) (\d{{1,2}})(?= )(?!(?: [.,])? {_UNIT})",
         lambda match, codes: f"{match[1]} {_item(match[2], codes)}"),
        (rf" (xong|lam|roi|trien khai|thuc hien|vuong) (\d{{1,2}})(?= (?:[.,?]|va|con|$)| $)(?!(?: [.,]) \d+%)",
         lambda match, codes: f" {match[1]} {_item(match[2], codes)}"),
        (rf"( \S+) (\d{{1,2}})(?= (?:, |[.] )?{_BEGINS} )", _chained),
        (r" ((?:da )?xong het|het viec) ", _everything),
    )
)
_ALSO: Final = re.compile(rf"(§\S+ (?:,|va|, va)) (\d{{1,2}})(?= |$)(?! {_UNIT})")
_NUMBERING: Final = re.compile(r"(?P<but>\btru )?(?P<item>§\S+) [.,] (?!§|[.,]|but)")
_EXCEPTION: Final = re.compile(r" (ngoai tru|tru|rieng|chi con|chi|con) §")
