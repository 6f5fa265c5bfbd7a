"""What a person may ask about the data that is held about him: to see, correct, withdraw, erase."""

from typing import Any

from bot.features.privacy.conversation import AskCorrection
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from bot.rendering.catalogue import Catalogue
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import Kind, NewMessage
from domain.people.access import Entrance
from domain.people.chat_links import LinkState
from domain.people.privacy_requests import PrivacyRequestKind, Request, RequestState, choices
from storage.engine.database import Tx
from storage.messaging import chat_links, outbox
from storage.people import officials, open_items, personal_data, privacy_requests

routes = Router()

FORM = "personal"
FILE_NAME = "du-lieu-ca-nhan.docx"
WITHDRAWAL_VERSION = "1"
KEEP = Choice("choice.keep_data", str(ButtonAction("keepdata")))


@routes.simple_command("/dulieu", require=Entrance.MEMBER, menu=23)
async def show(context: UpdateContext) -> list[Reply]:
    """What is held about whoever asks, in words and as a file."""
    await context.record("request.view", context.me.subject)
    asked = (
        Choice("choice.correct_data", str(ButtonAction("correct"))),
        Choice("choice.withdraw_consent", str(ButtonAction("withdrawal"))),
        Choice("choice.erase_data", str(ButtonAction("erasure"))),
    )
    wanted = {"form": FORM, "official": context.me.id}
    held = await personal_data.held(context.tx, context.me.id)
    facts = {**held, "keeps_seen": context.dependencies.keeps_seen}
    return [
        Reply("personal.summary", facts, asked),
        Reply("personal.file", {"file": wanted}),
    ]


async def page(tx: Tx, official_id: int, made_at: str) -> str:
    """All of it on a page, in the neutral markup."""
    asked = [_told(each) for each in await privacy_requests.of(tx, official_id)]
    facts = {**await personal_data.held(tx, official_id), "requests": asked, "made_at": made_at}
    return Catalogue().languages["vi"].say("personal.page", facts)


def _told(request: Request) -> dict[str, Any]:
    return {
        "wish": request.wish.value,
        "at": request.asked_at.isoformat(),
        "due": request.due_on.isoformat(),
        "state": request.state.value,
    }


@routes.simple_command("/rutdongy", require=Entrance.MEMBER, menu=24)
@routes.simple_button("withdrawal", require=Entrance.MEMBER)
async def ask_withdrawal(context: UpdateContext) -> list[Reply]:
    """Asked once more: the chat is nobody's afterwards."""
    sure = Choice("choice.withdraw_consent", str(ButtonAction("withdraw")))
    others = len(await chat_links.of(context.tx, context.me.id)) - 1
    return [Reply("personal.withdraw_ask", {"others": others}, (sure, KEEP))]


@routes.simple_button("withdraw", require=Entrance.MEMBER)
async def withdraw(context: UpdateContext) -> list[Reply]:
    """The chat ends at once; what was agreed to and withdrawn stays on record."""
    await chat_links.add_consent(
        context.tx,
        official_id=context.me.id,
        agreed=False,
        text_version=WITHDRAWAL_VERSION,
        text_hash=context.catalogue.fingerprint("personal.withdraw_ask"),
        chat=context.chat,
        now=context.acted_at,
    )
    asked = await privacy_requests.add(
        context.tx, context.me.id, PrivacyRequestKind.WITHDRAW, "", context.acted_at
    )
    await privacy_requests.decide(
        context.tx, asked.id, RequestState.DONE, by=context.me.id, now=context.now
    )
    await chat_links.change(context.tx, context.chat, LinkState.ENDED, "withdrawn", context.now)
    left = len(await chat_links.of(context.tx, context.me.id))
    await _tell_office(context, asked, "personal.office_withdrawn", {"left": left}, ())
    await context.record("request.withdraw", context.me.subject, channel=context.chat.channel)
    return [Reply("personal.withdrawn", {"left": left})]


@routes.simple_command("/xoa", require=Entrance.MEMBER, menu=25)
@routes.simple_button("erasure", require=Entrance.MEMBER)
async def ask_erasure(_scene: UpdateContext) -> list[Reply]:
    sure = Choice("choice.erase_data", str(ButtonAction("erase")))
    return [Reply("personal.erase_ask", {}, (sure, KEEP))]


@routes.simple_button("erase", require=Entrance.MEMBER)
async def erase(context: UpdateContext) -> list[Reply]:
    return [await _ask(context, PrivacyRequestKind.ERASE, "")]


@routes.simple_button("correct", require=Entrance.MEMBER)
async def ask_correction(context: UpdateContext) -> list[Reply]:
    await context.wait_for("requesting", "hear_correction")
    return [Reply("personal.correct_ask")]


@routes.effect(AskCorrection)
async def correct(context: UpdateContext, effect: AskCorrection) -> list[Reply]:
    return [await _ask(context, PrivacyRequestKind.CORRECT, effect.words)]


@routes.simple_button("keepdata", require=Entrance.MEMBER)
async def keep(_scene: UpdateContext) -> list[Reply]:
    return [Reply("personal.kept")]


async def _ask(context: UpdateContext, wish: PrivacyRequestKind, words: str) -> Reply:
    """Acknowledged at once, with the day until which the Office has to answer."""
    for each in await privacy_requests.of(context.tx, context.me.id):
        if each.open and each.wish is wish and each.words == words:
            return Reply(
                "personal.asked_before", {"wish": wish.value, "due": each.due_on.isoformat()}
            )
    asked = await privacy_requests.add(context.tx, context.me.id, wish, words, context.acted_at)
    facts = {"wish": wish.value, "due": asked.due_on.isoformat()}
    await open_items.add(
        context.tx,
        key=privacy_requests.about(asked.id),
        kind="request",
        unit_id=context.me.unit_id,
        facts=facts,
        now=context.now,
    )
    await _tell_office(context, asked, "personal.office_asked", facts, choices(asked))
    await context.record("request.add", context.me.subject, wish=wish.value)
    return Reply("personal.asked", facts)


async def _tell_office(
    context: UpdateContext,
    asked: Request,
    text_key: str,
    facts: dict[str, Any],
    offered: tuple[Choice, ...],
) -> None:
    unit = (await context.tree()).by_id[context.me.unit_id]
    about = {"name": context.me.name, "unit": unit.name, "words": asked.words, **facts}
    here = (await officials.roster(context.tx, context.now)).within(unit.id)
    written = [
        NewMessage(
            key=f"request:{asked.id}:{receiver.code}",
            kind=Kind.NOTICE,
            text_key=text_key,
            facts=about,
            choices=offered,
            logical_at=context.now,
            send_at=context.now,
            official_id=receiver.id,
            about=privacy_requests.about(asked.id),
        )
        for receiver in here.office()
    ]
    await outbox.add_all(context.tx, written, context.now)
