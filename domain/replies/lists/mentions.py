"""Finds which tasks of a numbered list a reply mentions, by number, by place, or all at once."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Final, Protocol

from domain.replies.vocabulary import tables


class Written(Protocol):
    """Writes a mention that was found as a mark."""

    def __call__(self, match: re.Match[str], /, codes: Mapping[int, str]) -> str: ...


def mark_mentions(words: str, codes: Mapping[int, str]) -> str:
    """Write each mention of a task in plain `words` as `§1`, of all as `§all`, of others `§rest`.

    A task that is not in `codes` (item number to task code), or that cannot be told, becomes `§0`.
    """
    words = f" {words} "
    for pattern, written in _compiled("mention"):
        words = pattern.sub(partial(written, codes=codes), words)
    while (joined := _ALSO.sub(partial(_one, codes=codes), words)) != words:
        words = joined
    for pattern, written in _compiled("exception"):
        words = pattern.sub(partial(written, codes=codes), words)
    return " ".join(words.split())


def _item(number: str, codes: Mapping[int, str]) -> str:
    return f"§{int(number)}" if int(number) in codes else "§0"


def _one(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return f"{match['before']} {_item(match['item'], codes)}"


def _chained(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """A bare number in mid-clause counts only after an earlier mention: `1 xong 2 đang làm`."""
    return _one(match, codes) if "§" in match.string[: match.start()] else match[0]


def _joined(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`nộp 1 với 3 rồi`: a number beside that of a task is one, too, if there is such a task."""
    return _one(match, codes) if int(match["item"]) in codes else match[0]


def _spoken(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`số hai`, or `hai` where the reply counts its tasks: `một xong hai đang làm`."""
    return f" {_item(str(_ORDINALS[match['number']]), codes)}"


def _spoken_after_one(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return _spoken(match, codes) if "§" in match.string[: match.start()] else match[0]


def _second_day(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`thứ hai` is Monday, unless `thứ nhất` is named as well."""
    return _spoken(match, codes) if "§1" in match.string else match[0]


def _ordinal(match: re.Match[str], codes: Mapping[int, str]) -> str:
    word = match["ordinal"].split()[0]
    return f" {_item(str(len(codes) if word == 'cuoi' else _ORDINALS[word]), codes)}"


def _of_two(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`việc trên`, `việc dưới` tell two tasks apart, and not three."""
    if len(codes) != len(("above", "below")):
        return " §0"
    return " §1" if match["side"] in {"tren", "truoc"} else " §2"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]


def _first_or_last(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`hai việc đầu` is the first two; `mấy việc đầu` cannot be told."""
    count = _number(match["count"]) if match["count"] else 0
    items = sorted(codes)
    if not 0 < count <= len(items):
        return " §0"
    chosen = items[-count:] if match["end"] in {"cuoi", "sau", "duoi"} else items[:count]
    return " " + " va ".join(f"§{item}" for item in chosen)


def _counted_rest(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`hai việc kia` is the rest if two are left beside those that are named."""
    named = {mark for mark in re.findall(r"§(\d+)|việc (\d+)", match.string) if mark}
    named |= set(re.findall(rf"{_TASK} (\d+)", match.string))
    left = len(codes) - len({"".join(mark) for mark in named})
    return " §rest" if _number(match["count"]) == left else " §0"


def _every(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`cả ba việc` is all of three and none of four."""
    count = match.groupdict().get("count") or str(len(codes))
    return " §all" if _number(count) == len(codes) else " §0"


def _said_of_every(match: re.Match[str], codes: Mapping[int, str]) -> str:
    """`xong 2 việc rồi` of two is all of them."""
    return f"{_every(match, codes)} {match['said']}"


def _every_unless_named(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return match[0] if "§" in match.string else f"{_every(match, codes)}{match[0]}"


def _rest_after_exception(match: re.Match[str], codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
    """`trừ việc 2 ra thì xong hết`: all the others are finished."""
    named = "§rest" in match.string or "§all" in match.string
    return match[0] if named or not _APART.search(match.string) else f" §rest{match[0]}"


def _excepted(match: re.Match[str], codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
    """Those that are excepted stand together, apart from what is said of the others."""
    return (
        " tru "
        + " va ".join(re.findall(r"§\d+", match["who"]))
        + (" ," if match["end"] is not None else "")
    )


def _range(match: re.Match[str], codes: Mapping[int, str]) -> str:
    return " " + " va ".join(f"§{n}" if n in codes else "§0" for n in _span(match))


def _span(match: re.Match[str]) -> range:
    return range(int(match["first"]), int(match["last"]) + 1)


def _spread(match: re.Match[str], codes: Mapping[int, str]) -> str:
    numbers = re.findall(r"\d+", match["numbers"])
    return f"{match['before']} " + " , ".join(_item(number, codes) for number in numbers)


def _fixed(written: str) -> Written:
    """A writer that puts `written` there, whatever the list."""

    def write(match: re.Match[str], /, codes: Mapping[int, str]) -> str:  # noqa: ARG001 - one shape
        return match.expand(written)

    return write


_WORDS: Final = tables("mentions")
_COUNTS: Final = dict(_WORDS["counts"])
_ORDINALS: Final = _COUNTS | _WORDS["ordinals"]
_TASK: Final = _WORDS["task"]
_GROUPS: Final = {
    "TASK": _TASK,
    "UNIT": _WORDS["unit"],
    "BEGINS": _WORDS["begins"],
    "COUNT": rf"(?P<count>\d|{'|'.join(_COUNTS)})",
    "SPOKEN": rf"(?P<number>{'|'.join(_ORDINALS)})",
}
_WRITERS: Final[dict[str, Written]] = {
    "item": _one, "chained": _chained, "spoken": _spoken, "spoken after one": _spoken_after_one,
    "second day": _second_day, "ordinal": _ordinal, "of two": _of_two,
    "first or last": _first_or_last, "counted rest": _counted_rest, "every": _every,
    "joined": _joined,
    "said of every": _said_of_every,
    "every unless named": _every_unless_named, "rest after exception": _rest_after_exception,
    "range": _range, "excepted": _excepted, "spread": _spread,
}  # fmt: skip


@cache
def _compiled(name: str) -> tuple[tuple[re.Pattern[str], Written], ...]:
    return tuple(
        (
            re.compile(re.sub(r"<([A-Z]+)>", lambda match: _GROUPS[match[1]], row["find"])),
            _WRITERS[row["is"]] if "is" in row else _fixed(row["written"]),
        )
        for row in _WORDS[name]
    )


_APART: Final = re.compile(
    r" tru §\d|xong (?:het|ca|tat).* (?:rieng|con)(?: (?:each|moi|duy nhat))? §\d"
)
_ALSO: Final = re.compile(
    rf"(?P<before>§\d+ (?:,|va|voi|, va)) (?P<item>\d{{1,2}})(?= |$)(?! {_WORDS['unit']})"
)
