"""The versions of a department's ladder, and the people whom its steps would reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from domain.ladder.effect import applied
from domain.reporting.duties import expected
from domain.reporting.policy import Audience, Policy
from domain.reporting.recipients import recipients
from storage.engine.database import Tx
from storage.engine.insert_ignore import add_new
from storage.engine.json_codecs import policy_from_json, policy_to_json
from storage.people import officials
from storage.plans import plans
from storage.reports import duties
from storage.tables import OFFICIALS, POLICY_VERSIONS

TABLE = POLICY_VERSIONS.c


@dataclass(frozen=True, slots=True)
class Version:
    """`number` counts from 1 in each department. `by`: a name."""

    number: int
    policy: Policy
    saved_at: datetime
    by: str


async def versions(tx: Tx, root_unit_id: int) -> list[Version]:
    """The newest first."""
    query = select(POLICY_VERSIONS, OFFICIALS.c.name).outerjoin(
        OFFICIALS, OFFICIALS.c.id == TABLE.saved_by
    )
    here = query.where(TABLE.root_unit_id == root_unit_id).order_by(TABLE.number.desc())
    return [
        Version(row.number, policy_from_json(row.policy), row.saved_at, row.name or "")
        for row in await tx.execute(here)
    ]


async def newest_number(tx: Tx, root_unit_id: int) -> int:
    """0 while the policy of the file holds."""
    newest = select(func.max(TABLE.number)).where(TABLE.root_unit_id == root_unit_id)
    return (await tx.execute(newest)).scalar() or 0


async def policy_of(tx: Tx, root_unit_id: int, usual: Policy) -> Policy:
    """What holds for periods of this department that have not opened; `usual`: of the file."""
    found = await versions(tx, root_unit_id)
    return applied(usual, found[0].policy if found else None)


async def add(tx: Tx, root_unit_id: int, saved: Version, by: int) -> bool:
    """Keep a new version; False if somebody has taken this number."""
    row = {
        "root_unit_id": root_unit_id,
        "number": saved.number,
        "policy": policy_to_json(saved.policy),
        "saved_at": saved.saved_at,
        "saved_by": by,
    }
    return bool(await add_new(tx, POLICY_VERSIONS, [row], key=("root_unit_id", "number")))


async def readers(tx: Tx, root_unit_id: int, now: datetime) -> Mapping[Audience, set[int]]:
    """Whom each audience would be in a period that opened now, if nobody answered."""
    roster = (await officials.roster(tx, now)).within(root_unit_id)
    tasks = await plans.tasks(tx, root_unit_id)
    settled = await duties.settled(tx, {task.id for task in tasks})
    wanted = expected(tasks, settled, await plans.assigned(tx), roster.officials)
    found: dict[Audience, set[int]] = {audience: set() for audience in Audience}
    for unit_id, owner_id in {(each.unit_id, each.owner_id) for each in wanted}:
        for audience in Audience:
            told = recipients(audience, unit_id, roster, owner_id).officials
            found[audience].update(each.id for each in told)
    return found
