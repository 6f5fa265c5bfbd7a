"""Judges the signs of a reply: which verdict they make together, and when it is asked back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.replies.signals import Sign


class Verdict(StrEnum):
    """What a reply says of one task; the last three store nothing, `UNSURE` is asked back."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    NOT_STARTED = "not_started"
    QUESTION = "question"
    OTHER = "other"
    UNSURE = "unsure"


def question(sides: list[list[frozenset[Sign]]]) -> Verdict | None:
    """A question is one even if it names a status, but not beside a status in another clause."""
    clauses = [clause for side in sides for clause in side]
    if not any(Sign.QUESTION in clause for clause in clauses):
        return None
    told = any(clause & STATUS and Sign.QUESTION not in clause for clause in clauses)
    return Verdict.UNSURE if told else Verdict.QUESTION


def weigh(sides: list[frozenset[Sign]]) -> Verdict:
    """Weigh both sides of a contrast: what comes after `but` counts, unless it says nothing."""
    before, after = union(sides[:-1]), sides[-1]
    if len(sides) == 1:
        return _judge(after)
    last = _judge(after)
    if last is Verdict.DONE:
        return _finished_after(before)
    if last in TOLD:
        return _unfinished_after(before, last)
    if not after or after <= {Sign.COURTESY}:
        return Verdict.UNSURE if Sign.FINISHED in before else _judge(before)
    return _judge(before | after)


def _finished_after(before: frozenset[Sign]) -> Verdict:
    """`Hôm qua chưa xong nhưng nay xong rồi` is done; `mới 50% nhưng xong` is anybody's guess."""
    return Verdict.UNSURE if before & (_UNBELIEVED | _OPEN) else Verdict.DONE


def _unfinished_after(before: frozenset[Sign], last: Verdict) -> Verdict:
    begun = before & (_UNDER_WAY | {Sign.FINISHED})
    return Verdict.IN_PROGRESS if begun and last is Verdict.NOT_STARTED else last


def _judge(signs: frozenset[Sign]) -> Verdict:
    """The first rule that fits; without any, the reply is asked back."""
    return next((rule.verdict for rule in _RULES if rule.fits(signs)), Verdict.UNSURE)


def union(clauses: list[frozenset[Sign]]) -> frozenset[Sign]:
    return frozenset[Sign]().union(*clauses)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A verdict for signs with one of `some`, if given one of `also`, and none of `none`."""

    verdict: Verdict
    some: frozenset[Sign]
    also: frozenset[Sign] | None = None
    none: frozenset[Sign] = frozenset()

    def fits(self, signs: frozenset[Sign]) -> bool:
        return bool(
            signs & self.some and (self.also is None or signs & self.also) and not signs & self.none
        )


def _signs(*signs: Sign) -> frozenset[Sign]:
    return frozenset(signs)


TOLD: Final = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
_FINISHED: Final = _signs(Sign.FINISHED)
_NOT_BEGUN: Final = _signs(Sign.UNBEGUN, Sign.LATER)
_BEGUN: Final = _signs(Sign.NEARLY, Sign.PARTLY, Sign.STEP, Sign.REMAINS, Sign.WAITING)
_UNDER_WAY: Final = _BEGUN | _signs(Sign.WORKING, Sign.UNFINISHED, Sign.PROMISED)
_AFTERWARDS: Final = _signs(Sign.WORKING, Sign.PROMISED, Sign.WILL_SEND)
_STOPPED: Final = _signs(Sign.STUCK, Sign.OUTSIDE)
_UNBELIEVED: Final = _signs(Sign.HEARSAY, Sign.NOT_MINE, Sign.DOUBT)
_OPEN: Final = _signs(Sign.PARTLY, Sign.WAITING, Sign.UNSENT, Sign.REMAINS)
ASKED: Final = _signs(Sign.QUESTION, Sign.HEARSAY, Sign.DOUBT)
STATUS: Final = _UNDER_WAY | _NOT_BEGUN | _STOPPED | _FINISHED | _signs(Sign.UNSENT)

_RULES: Final = (
    _Rule(Verdict.UNSURE, _signs(Sign.HEARSAY)),
    _Rule(Verdict.UNSURE, _signs(Sign.NOT_MINE), also=STATUS),
    _Rule(Verdict.UNSURE, _FINISHED, also=_STOPPED | _NOT_BEGUN | _UNBELIEVED),
    _Rule(Verdict.UNSURE, _FINISHED, also=_AFTERWARDS, none=_BEGUN),
    _Rule(Verdict.UNSURE, _signs(Sign.STUCK), also=_signs(Sign.NEARLY)),
    _Rule(Verdict.BLOCKED, _signs(Sign.STUCK)),
    _Rule(Verdict.UNSURE, _signs(Sign.OUTSIDE), also=_signs(Sign.PARTLY, Sign.WORKING)),
    _Rule(Verdict.BLOCKED, _signs(Sign.OUTSIDE)),
    _Rule(Verdict.BLOCKED, _signs(Sign.HELP), also=_NOT_BEGUN),
    _Rule(Verdict.UNSURE, _signs(Sign.HELP)),
    _Rule(Verdict.IN_PROGRESS, _FINISHED, also=_BEGUN | _signs(Sign.UNFINISHED, Sign.UNSENT)),
    _Rule(Verdict.IN_PROGRESS, _NOT_BEGUN, also=_BEGUN),
    _Rule(Verdict.UNSURE, _NOT_BEGUN, also=_signs(Sign.WORKING)),
    _Rule(Verdict.NOT_STARTED, _NOT_BEGUN),
    _Rule(Verdict.IN_PROGRESS, _UNDER_WAY),
    _Rule(Verdict.UNSURE, _signs(Sign.UNSENT, Sign.EXTENSION)),
    _Rule(Verdict.DONE, _FINISHED),
    _Rule(Verdict.OTHER, _signs(Sign.AWAY), also=_signs(Sign.WILL_SEND)),
    _Rule(Verdict.IN_PROGRESS, _signs(Sign.WILL_SEND)),
    _Rule(Verdict.OTHER, _signs(Sign.NOT_MINE, Sign.AWAY, Sign.COURTESY, Sign.SMOOTH)),
)
