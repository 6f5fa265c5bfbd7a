"""Issues invitations: for each official a code to type and a token for the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.words import Catalogue
from documents.invitation_sheet import Slip, Words, sheets
from domain.officials import Official
from domain.units import Unit
from nhacviec.clock import new_code, new_token
from storage import audit, invitations, officials, units
from storage.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Invitation:
    """Shown once, when it is issued; the database keeps only hashes."""

    unit: str
    official: str
    name: str
    code: str
    link: str
    telegram: str
    expires_at: datetime


class NobodyToInvite(Exception):
    """No official has this code, or the unit has nobody."""


@dataclass(frozen=True, slots=True)
class Offer:
    """How long invitations hold, and where they lead. `bot`: the name of the Telegram bot."""

    days: int
    public_url: str
    bot: str = ""

    def link(self, token: str) -> str:
        return f"{self.public_url}/i/{token}"

    def telegram(self, token: str) -> str:
        return f"https://t.me/{self.bot}?start={token}" if self.bot else ""


async def invite(
    db: Database, now: datetime, *, unit: str, official: str, offer: Offer
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
        ordered = sorted(chosen, key=lambda each: (tree.by_id[each.unit_id].code, each.code))
        return [await _issue(tx, each, tree.by_id[each.unit_id], offer, now) for each in ordered]


async def _issue(tx: Tx, person: Official, unit: Unit, offer: Offer, now: datetime) -> Invitation:
    code, token = new_code(), new_token()
    expires_at = now + timedelta(days=offer.days)
    await invitations.add(
        tx, official_id=person.id, code=code, token=token, now=now, expires_at=expires_at
    )
    await audit.add(tx, at=now, actor="command", action="invitation.issue", subject=person.code)
    return Invitation(
        unit.name,
        person.code,
        person.name,
        f"{code[:4]}-{code[4:]}",
        offer.link(token),
        offer.telegram(token),
        expires_at,
    )


def on_paper(issued: Sequence[Invitation], catalogue: Catalogue) -> bytes:
    """The invitations as a PDF to be printed and cut."""
    return sheets(
        [_slip(each, catalogue) for each in issued],
        Words(*(catalogue.sentence(f"sheet.{name}") for name in ("title", "code", "warning"))),
    )


def _slip(issued: Invitation, catalogue: Catalogue) -> Slip:
    def said(key: str) -> str:
        return catalogue.sentence(key, code=issued.code, day=issued.expires_at.isoformat())

    first = said("sheet.telegram_step") if issued.telegram else said("sheet.web_step")
    codes = [("Telegram", issued.telegram)] if issued.telegram else []
    codes.append((said("sheet.web"), issued.link))
    steps = (first, said("sheet.code_step"), said("sheet.expiry_step"))
    return Slip(issued.unit, issued.name, issued.code, tuple(codes), issued.link, steps)
