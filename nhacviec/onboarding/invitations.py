"""Issues invitations: for each official a code to type and a token for the link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.channels.zalo_oa.client import NAME as ZALO_OA
from bot.rendering.catalogue import Catalogue
from documents.invitation_sheet import SheetWords, Slip, sheets
from domain.messaging.quota import Quota
from domain.people.officials import Official
from domain.people.units import Unit
from domain.text.names import code_key
from nhacviec.config.department_bots import zalo_channels
from nhacviec.config.settings import Settings
from nhacviec.runtime.clock import new_code, new_token
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import chat_links
from storage.people import invitations, officials, units

MOST_CODES = 2  # to be scanned, on one slip


@dataclass(frozen=True, slots=True)
class Invitation:
    """Shown once, when it is issued; the database keeps only hashes."""

    unit: str
    official: str
    name: str
    code: str
    link: str
    telegram: str
    zalo: str
    expires_at: datetime
    voided: bool = False
    """Whether an earlier one, still good until now, no longer is."""


ANY_NUMBER = Quota(10**9, 10**9)
"""An Official Account has room for everybody; it goes before the free bots."""


class NobodyToInvite(Exception):
    """No official has this code, or the unit has nobody."""


@dataclass(frozen=True, slots=True)
class BotAddress:
    """Where a bot is found, and what it bears."""

    link: str
    quota: Quota


@dataclass(frozen=True, slots=True)
class Offer:
    """How long invitations hold, and where they lead. `bot`: the name of the Telegram bot.

    `bots`: the names of the Telegram bots that belong to one department, by its code.
    `zalo`: where each Zalo bot is found, how many people it bears and whose it is.
    """

    days: int
    public_url: str
    bot: str = ""
    zalo: Mapping[str, BotAddress] = field(default_factory=dict)
    bots: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Settings) -> "Offer":
        chat_links = dict(zip(known.zalo_shared, known.zalo_links, strict=False))
        chat_links |= {name: bot.link for name, bot in zalo_channels(known.zalo_bots).items()}
        found = {
            name: BotAddress(link, known.quotas[name]) for name, link in chat_links.items() if link
        }
        if known.zalo_oa_link:
            found[ZALO_OA] = BotAddress(known.zalo_oa_link, ANY_NUMBER)
        bots = {each.unit: each.bot for each in known.telegram_bots}
        return cls(known.invitation_days, known.public_url, known.telegram_bot, found, bots)

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
            chosen = [each for each in chosen if code_key(each.code) == code_key(official)]
        if unit:
            top = tree.coded(unit)
            below = tree.subtree(top.id) if top else frozenset()
            chosen = [each for each in chosen if each.unit_id in below]
        if not chosen:
            raise NobodyToInvite(official or unit)
        ordered = sorted(chosen, key=lambda each: (tree.by_id[each.unit_id].code, each.code))
        roots = [tree.upwards(each.unit_id)[-1].code for each in ordered]
        bots = await _shared_out(tx, roots, offer)
        return [
            await _issue(tx, each, tree.by_id[each.unit_id], _own(offer, bot, root), now)
            for each, bot, root in zip(ordered, bots, roots, strict=True)
        ]


def _own(offer: Offer, zalo: Mapping[str, BotAddress], root: str) -> Offer:
    """What is offered to one person: the bot of the own department, where it has one."""
    return replace(offer, zalo=zalo, bot=offer.bots.get(root, offer.bot))


async def _shared_out(tx: Tx, roots: Sequence[str], offer: Offer) -> list[dict[str, BotAddress]]:
    """For each person, told by the department, the Zalo bot with the most room, while there is.

    A department with bots of its own uses no others.
    """
    room = {
        name: place.quota.users - await chat_links.count(tx, name)
        for name, place in offer.zalo.items()
    }
    chosen: list[dict[str, BotAddress]] = []
    for root in roots:
        own = [name for name, place in offer.zalo.items() if place.quota.unit == root]
        shared = [name for name, place in offer.zalo.items() if not place.quota.unit]
        name = max(own or shared, key=lambda each: room[each], default="")
        free = bool(name) and room[name] > 0
        chosen.append({name: offer.zalo[name]} if free else {})
        if free:
            room[name] -= 1
    return chosen


async def _issue(tx: Tx, person: Official, unit: Unit, offer: Offer, now: datetime) -> Invitation:
    code, token = new_code(), new_token()
    expires_at = now + timedelta(days=offer.days)
    voided = await invitations.add(
        tx, official_id=person.id, code=code, token=token, now=now, expires_at=expires_at
    )
    await audit.add(tx, at=now, actor="command", action="invitation.issue", subject=person.subject)
    return Invitation(
        unit.name,
        person.code,
        person.name,
        f"{code[:4]}-{code[4:]}",
        offer.link(token),
        offer.telegram(token),
        next((place.link for place in offer.zalo.values()), ""),
        expires_at,
        voided,
    )


def on_paper(
    issued: Sequence[Invitation], catalogue: Catalogue, tell: Callable[[int, int], None]
) -> bytes:
    """The invitations as a PDF to be printed and cut. `tell`: pages done, and of how many."""
    return sheets(
        [_slip(each, catalogue) for each in issued],
        SheetWords(*(catalogue.sentence(f"sheet.{name}") for name in ("title", "code", "warning"))),
        tell,
    )


def _slip(issued: Invitation, catalogue: Catalogue) -> Slip:
    def said(key: str) -> str:
        return catalogue.sentence(key, code=issued.code, day=issued.expires_at.isoformat())

    ways = {
        "sheet.zalo_step": ("Zalo", issued.zalo),
        "sheet.telegram_step": ("Telegram", issued.telegram),
        "sheet.web_step": (said("sheet.web"), issued.link),
    }
    offered = {step: way for step, way in ways.items() if way[1]}
    codes = tuple(offered.values())[:MOST_CODES]
    steps = (*map(said, list(offered)[:MOST_CODES]), said("sheet.expiry_step"))
    return Slip(issued.unit, issued.name, issued.code, codes, issued.link, steps)
