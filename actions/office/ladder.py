"""Changing the ladder: for the periods that have not opened, told to whoever lives by it."""

from dataclasses import dataclass
from datetime import datetime

from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.calendar.periods import Period
from domain.calendar.work_calendar import local_day
from domain.ladder.flaws import flaws
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target
from domain.reporting.policy import Policy, timeline
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import calendar, ladder
from storage.plans.ladder import Version
from storage.reports import cycles

MONTHS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class LadderDraft:
    """`basis`: the number of the version that it was made from. `usual`: the policy of the file."""

    policy: Policy
    basis: int
    usual: Policy


async def save(acting: Acting, root_unit_id: int, draft: LadderDraft) -> Done | Changed:
    """Changed if somebody saved another version meanwhile. Refuses what cannot work."""
    await acting.authorise(Action.SET_LADDER, Target(root_unit_id))
    refuse_flawed(draft.policy)
    if draft.basis != await ladder.newest_number(acting.tx, root_unit_id):
        return Changed()
    made = Version(draft.basis + 1, draft.policy, acting.now, acting.me.name)
    if not await ladder.add(acting.tx, root_unit_id, made, acting.me.id):
        return Changed()
    await acting.record("ladder.save", f"ladder:{made.number}", number=made.number)
    await plan_of(acting.tx, root_unit_id, draft.usual, acting.now)
    first = await first_period(acting.tx, root_unit_id, acting.now)
    facts = {"number": made.number, "month": str(first), "by": acting.me.name}
    return Done(facts, await _tell(acting, root_unit_id, facts))


def refuse_flawed(policy: Policy) -> None:
    for wrong in flaws(policy):
        raise Refusal(f"ladder.{wrong.flaw}", wrong.facts)


async def _tell(acting: Acting, root_unit_id: int, facts: dict[str, object]) -> tuple[str, ...]:
    """The rest of the Office, and the leader in charge, to whom the ladder leads."""
    roster = (await officials.roster(acting.tx, acting.now)).within(root_unit_id)
    people = dict.fromkeys((*roster.office(), *roster.deputy_in_charge()))
    told = [each for each in people if each.id != acting.me.id]
    for each in told:
        key = f"ladder:{root_unit_id}:{facts['number']}:{each.code}"
        await acting.tell(each.id, "ladder.saved", facts, key=key)
    return tuple(each.name for each in told)


async def first_period(tx: Tx, root_unit_id: int, now: datetime) -> Period:
    """The first period that has not opened: where a change begins to hold."""
    newest = await cycles.newest(tx, root_unit_id)
    month = Period.containing(local_day(now))
    return max(month, newest.period.shifted(1)) if newest else month


async def plan_of(tx: Tx, root_unit_id: int, usual: Policy, now: datetime) -> int:
    """Write down when a department's coming periods open; returns how many are new.

    A period that nobody knew of before its due time is left out: nobody is late by surprise.
    """
    policy = await ladder.policy_of(tx, root_unit_id, usual)
    working_days, planned = await calendar.get(tx), 0
    first = Period.containing(local_day(now))
    for months in range(MONTHS_AHEAD):
        period = first.shifted(months)
        times = timeline(period, policy, working_days)
        if times.due_at > now:
            planned += await cycles.plan(
                tx, root_unit_id=root_unit_id, period=period, policy=policy, times=times
            )
    return planned
