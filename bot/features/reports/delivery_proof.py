"""Proof: who was reminded of a duty when, what the messenger said, what was answered."""

from datetime import datetime
from typing import Any

from bot.features.reports import duty_history
from bot.rendering.catalogue import Catalogue
from domain.people.chat_links import messenger_of
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import delivery_log
from storage.messaging.delivery_log import Event, Spoken
from storage.people import officials, units

CHANNELS = ("telegram", "zalo", "zalo_oa", "zalo_zns", "web", "email")


async def page(tx: Tx, duty: Duty, cycle: Cycle, now: datetime) -> str:
    """One page about a duty, in the neutral markup, with the state of the audit log."""
    roster, tree = await officials.roster(tx, now), await units.tree(tx)
    number, hash_ = await audit.head(tx)
    words = Catalogue()
    facts = {
        **await duty_history.facts(tx, duty, roster, tree),
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "messages": [
            _message(each, roster, words) for each in await delivery_log.of_duty(tx, duty.id, cycle)
        ],
        "made_at": now.isoformat(),
        "whole": await audit.first_broken(tx) is None,
        "audit_number": number,
        "audit_hash": hash_,
    }
    return words.languages["vi"].say("proof.page", facts)


def _message(spoken: Spoken, roster: Roster, words: Catalogue) -> dict[str, Any]:
    to = roster.get(spoken.official_id)
    fates = [_fate(each, spoken.message_id, words) for each in spoken.events]
    return {
        "at": spoken.logical_at.isoformat(),
        "kind_words": words.sentence(f"proof_kind.{spoken.kind}"),
        "to": f"{to.name} ({to.position})" if to else "",
        "channel": _channel(spoken.channel, words),
        "fate": "; ".join(fates) or words.sentence("proof_fate.queued"),
    }


def _channel(name: str, words: Catalogue) -> str:
    kind = messenger_of(name)
    return words.sentence(f"proof_channel.{kind}") if kind in CHANNELS else name


def _fate(event: Event, message_id: str, words: Catalogue) -> str:
    facts = {"at": event.at.isoformat(), "reason": event.reason, "message": message_id}
    return words.sentence(f"proof_fate.{event.state}", **facts)
