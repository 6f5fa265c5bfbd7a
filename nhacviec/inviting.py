"""Issues invitations: for each official a code to type and a token for the link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.officials import Official
from nhacviec.clock import new_code, new_token
from storage import audit, invitations, officials, units
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Invitation:
    """Shown once, when it is issued; the database keeps only hashes."""

    unit: str
    official: str
    name: str
    code: str
    link: str
    expires_at: datetime


class NobodyToInvite(Exception):
    """No official has this code, or the unit has nobody."""


async def invite(
    db: Database, now: datetime, *, unit: str, official: str, days: int, public_url: str
) -> list[Invitation]:
    """Invite one official, a unit with everything below it, or everybody (both empty)."""
    async with db.begin() as tx:
        tree = await units.tree(tx)
        chosen = (await officials.roster(tx)).officials
        if official:
            chosen = [each for each in chosen if each.code == official]
        if unit:
            below = tree.subtree(tree.by_code[unit].id) if unit in tree.by_code else frozenset()
            chosen = [each for each in chosen if each.unit_id in below]
        if not chosen:
            raise NobodyToInvite(official or unit)
        issued = []
        for each in chosen:
            code, token = new_code(), new_token()
            expires_at = now + timedelta(days=days)
            await invitations.add(
                tx, official_id=each.id, code=code, token=token, now=now, expires_at=expires_at
            )
            await audit.add(
                tx, at=now, actor="command", action="invitation.issue", subject=each.code
            )
            issued.append(
                _shown(
                    each, tree.by_id[each.unit_id].code, code, f"{public_url}/i/{token}", expires_at
                )
            )
    return issued


def _shown(official: Official, unit: str, code: str, link: str, expires_at: datetime) -> Invitation:
    grouped = f"{code[:4]}-{code[4:]}"
    return Invitation(unit, official.code, official.name, grouped, link, expires_at)
