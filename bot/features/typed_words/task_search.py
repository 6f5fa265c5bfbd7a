"""Finding a task by its code, or by words of its title after "tìm"."""

import re
from collections.abc import Sequence

from bot.features.reports import duty_history
from bot.features.reports import handlers as reports
from bot.features.typed_words import which_task
from bot.inbound.context import UpdateContext
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.people.permissions import Action, Target, may
from domain.replies.lists.exceptions import names_code
from domain.replies.spelling.syllables import is_plain_syllable
from domain.reporting.duties import Duty
from domain.text.normalize import plain
from storage.reports import cycles, duties

MOST = 10
ASKED = re.compile(
    r"(?:(?:cho|em|toi|anh|chi|xin|muon|giup|xem|mo|tra cuu|kiem|hoi|nhiem vu|viec|ma)\s)*"
    r"(?P<find>tim(?: kiem)?(?: nhiem vu| viec| ma)?\s)?"
    r"(?P<what>.+?)(?:\s(?:a|nhe|voi|di|em|giup))*[\s.?!]*"
)
CODE = re.compile(r"(?P<name>[a-z][a-z_.]{0,7})[-\s.]*\d{1,3}")
WRITTEN_CODE = re.compile(
    r"(?<![\w/])(?P<name>[^\W\d]{1,8}(?:[_.][^\W\d]+)*)(?P<tie>[-.]?|\s)0*\d{1,3}(?![\w/%]|[.,:]\d)"
)


async def find(context: UpdateContext, text: str) -> list[Reply] | None:
    """The task that a text asks for; None for a text that asks for none."""
    asked = ASKED.fullmatch(plain(text))
    if asked is None:
        return None
    what, code = asked["what"], CODE.fullmatch(asked["what"])
    if not asked["find"] and code is None:
        return None
    known = await _in_period(context)
    if code and not asked["find"] and not any(_family(each) == code["name"] for each in known):
        return None
    found = [each for each in known if _is_meant(each, what, by_code=code is not None)]
    tree = await context.tree()
    seen = [
        each
        for each in found
        if may(context.me, Action.VIEW, Target(each.unit_id, each.owner_id), tree)
    ]
    return await _show(context, seen, what)


async def by_its_code(context: UpdateContext, text: str) -> list[Reply] | None:
    """The task that words ask for, or that they speak of one that is not this person's."""
    found = await find(context, text)
    if found is None and not context.event.files:
        return await of_nobody(context, text)
    return found


async def of_nobody(context: UpdateContext, text: str) -> list[Reply] | None:
    """That the code in a text is of no task of this person, who has others; else None.

    What is said of a task that is not theirs must not be taken for the one that is open.
    """
    known = await _in_period(context)
    owed = await duties.owed_by(context.tx, context.me.answers_for, context.acted_at)
    mine = [each for each in known if each.owner_id in context.me.answers_for] + list(owed)
    families = {_family(each) for each in (*known, *owed)}
    named = [found for found in WRITTEN_CODE.finditer(text) if _is_code(found, families)]
    if not named or not mine or any(names_code(text, each.task_code) for each in mine):
        return None
    return [Reply("mine.not_found", {"what": named[0][0].upper()})]


def _is_code(found: re.Match[str], families: set[str]) -> bool:
    """`NV-9`; `mẫu 3` is a form. A family that no task has must stand there alone."""
    name, tie = plain(found["name"]), found["tie"]
    word = is_plain_syllable(name)
    if name in families:
        return tie == "-" or found["name"].isupper() or not word
    alone = found.string.strip(" .,!?") == found[0] and len(name) > 1 and name != "ok"
    return alone and (tie == "-" or (found["name"].isupper() and not word))


async def _in_period(context: UpdateContext) -> list[Duty]:
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    cycle = await cycles.newest(context.tx, root.id)
    return await duties.of_cycle(context.tx, cycle.id) if cycle else []


def _family(duty: Duty) -> str:
    return re.sub(r"[-\s.]*\d+$", "", plain(duty.task_code))


def _is_meant(duty: Duty, what: str, *, by_code: bool) -> bool:
    return names_code(what, duty.task_code) if by_code else what in plain(duty.title)


async def _show(context: UpdateContext, seen: Sequence[Duty], what: str) -> list[Reply]:
    mine = [each for each in seen if each.owner_id in context.me.answers_for]
    if not seen:
        return [Reply("mine.not_found", {"what": what.upper() if CODE.fullmatch(what) else what})]
    if len(mine) == 1:
        return await reports.offer(context, mine[0])
    if len({each.task_code for each in seen}) == 1 and len(seen) <= 3:
        return await duty_history.show(context, seen[0].task_code)
    shown = seen[:MOST]
    facts = {"duties": which_task.lines(shown), "count": len(seen)}
    return [Reply("mine.found", facts, _choices(shown, mine))]


def _choices(shown: Sequence[Duty], mine: Sequence[Duty]) -> tuple[Choice, ...]:
    """A choice for each, where all of them are the reader's own."""
    if not all(each in mine for each in shown):
        return ()
    return tuple(
        Choice(
            "choice.duty",
            str(ButtonAction("duty", each.id, each.revision)),
            {"code": each.task_code, "title": each.title},
            in_text=True,
        )
        for each in shown
    )
