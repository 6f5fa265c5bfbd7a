"""Scores the reader against labelled replies, by phenomenon: right, asked back, or wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.replies.interpreter import ListReading, Reading, Verdict, interpret, interpret_list

NOT_DONE = "not_done"
"""The label of a reply that may be read as anything but done."""
ASK = "ask"
"""The label of a list that has to be asked back."""
_STORES_NOTHING = {Verdict.UNSURE, Verdict.OTHER}


class Outcome(StrEnum):
    RIGHT = "right"
    ASKED = "asked"
    WRONG = "wrong"
    FALSE_DONE = "false_done"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply with its label; `codes` (item number to task code) where it answers a list.

    The label of a list is `ask`, or what each item is: `1:done 2:in_progress:60`.
    """

    phenomenon: str
    label: str
    text: str
    codes: Mapping[int, str] | None = None


def score(replies: Iterable[Labelled]) -> dict[str, Counter[Outcome]]:
    """How often each outcome came about, by phenomenon."""
    told: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for each in replies:
        told[each.phenomenon][outcome(each)] += 1
    return dict(told)


def outcome(labelled: Labelled) -> Outcome:
    """What became of one labelled reply; `unsure` asks for a reply that stores nothing."""
    if labelled.codes is not None:
        return _of_list(interpret_list(labelled.text, labelled.codes), labelled.label)
    return _of_one(interpret(labelled.text).verdict, labelled.label)


def _of_one(verdict: Verdict, label: str) -> Outcome:
    if label == verdict or (label == Verdict.UNSURE and verdict in _STORES_NOTHING):
        return Outcome.RIGHT
    if verdict is Verdict.DONE:
        return Outcome.FALSE_DONE
    if label == NOT_DONE:
        return Outcome.RIGHT
    return Outcome.ASKED if verdict is Verdict.UNSURE else Outcome.WRONG


def _of_list(reading: ListReading, label: str) -> Outcome:
    if reading.ask:
        return Outcome.RIGHT if label == ASK else Outcome.ASKED
    said = {str(each.item): _written(each.reading) for each in reading.items}
    if label != ASK and said == _labelled(label):
        return Outcome.RIGHT
    done = {item for item, status in _labelled(label).items() if status == Verdict.DONE}
    false = any(item not in done for item, status in said.items() if status == Verdict.DONE)
    return Outcome.FALSE_DONE if false else Outcome.WRONG


def _labelled(label: str) -> dict[str, str]:
    parts = (part.split(":", 1) for part in label.split() if ":" in part)
    return {item: _without_share(status) for item, status in parts}


def _without_share(status: str) -> str:
    """What is done is done to 100 %, said or not."""
    return status.removesuffix(":100") if status.startswith(Verdict.DONE) else status


def _written(reading: Reading) -> str:
    said = ":".join(str(part) for part in (reading.verdict, reading.percent) if part is not None)
    return _without_share(said)
