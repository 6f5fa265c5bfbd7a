"""What a person may ask about the data that is held about him: to see, correct, withdraw, erase."""

from typing import Any

from bot.features.privacy.conversation import AskCorrection
from bot.inbound.context import Scene
from bot.rendering.catalogue import Catalogue
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Say
from domain.messaging.outbox import Kind, NewLetter
from domain.people.chat_links import LinkState
from domain.people.privacy_requests import Request, RequestState, Wish, choices
from storage.engine.database import Tx
from storage.messaging import chat_links as links
from storage.messaging import outbox as letters
from storage.people import officials, open_items
from storage.people import personal_data as personal
from storage.people import privacy_requests as requests

FORM = "personal"
FILE_NAME = "du-lieu-ca-nhan.docx"
WITHDRAWAL_VERSION = "1"
KEEP = Choice("choice.keep_data", str(Tap("keepdata")))


async def show(scene: Scene) -> list[Say]:
    """What is held about whoever asks, in words and as a file."""
    await scene.record("request.view", scene.me.subject)
    asked = (
        Choice("choice.correct_data", str(Tap("correct"))),
        Choice("choice.withdraw_consent", str(Tap("withdrawal"))),
        Choice("choice.erase_data", str(Tap("erasure"))),
    )
    wanted = {"form": FORM, "official": scene.me.id}
    return [
        Say("personal.summary", dict(await personal.held(scene.tx, scene.me.id)), asked),
        Say("personal.file", {"file": wanted}),
    ]


async def page(tx: Tx, official_id: int, made_at: str) -> str:
    """All of it on a page, in the neutral markup."""
    asked = [_told(each) for each in await requests.of(tx, official_id)]
    facts = {**await personal.held(tx, official_id), "requests": asked, "made_at": made_at}
    return Catalogue().languages["vi"].say("personal.page", facts)


def _told(request: Request) -> dict[str, Any]:
    return {
        "wish": request.wish.value,
        "at": request.asked_at.isoformat(),
        "due": request.due_on.isoformat(),
        "state": request.state.value,
    }


async def ask_withdrawal(scene: Scene) -> list[Say]:
    """Asked once more: the chat is nobody's afterwards."""
    sure = Choice("choice.withdraw_consent", str(Tap("withdraw")))
    others = len(await links.of(scene.tx, scene.me.id)) - 1
    return [Say("personal.withdraw_ask", {"others": others}, (sure, KEEP))]


async def withdraw(scene: Scene) -> list[Say]:
    """The chat ends at once; what was agreed to and withdrawn stays on record."""
    await links.add_consent(
        scene.tx,
        official_id=scene.me.id,
        agreed=False,
        text_version=WITHDRAWAL_VERSION,
        text_hash=scene.catalogue.fingerprint("personal.withdraw_ask"),
        chat=scene.chat,
        now=scene.now,
    )
    asked = await requests.add(scene.tx, scene.me.id, Wish.WITHDRAW, "", scene.now)
    await requests.decide(scene.tx, asked.id, RequestState.DONE, by=scene.me.id, now=scene.now)
    await links.change(scene.tx, scene.chat, LinkState.ENDED, "withdrawn", scene.now)
    left = len(await links.of(scene.tx, scene.me.id))
    await _tell_office(scene, asked, "personal.office_withdrawn", {"left": left}, ())
    await scene.record("request.withdraw", scene.me.subject, channel=scene.chat.channel)
    return [Say("personal.withdrawn", {"left": left})]


async def ask_erasure(_scene: Scene) -> list[Say]:
    sure = Choice("choice.erase_data", str(Tap("erase")))
    return [Say("personal.erase_ask", {}, (sure, KEEP))]


async def erase(scene: Scene) -> list[Say]:
    return [await _ask(scene, Wish.ERASE, "")]


async def ask_correction(scene: Scene) -> list[Say]:
    await scene.wait_for("requesting", "hear_correction")
    return [Say("personal.correct_ask")]


async def correct(scene: Scene, effect: AskCorrection) -> list[Say]:
    return [await _ask(scene, Wish.CORRECT, effect.words)]


async def keep(_scene: Scene) -> list[Say]:
    return [Say("personal.kept")]


async def _ask(scene: Scene, wish: Wish, words: str) -> Say:
    """Acknowledged at once, with the day until which the Office has to answer."""
    for each in await requests.of(scene.tx, scene.me.id):
        if each.open and each.wish is wish and each.words == words:
            return Say(
                "personal.asked_before", {"wish": wish.value, "due": each.due_on.isoformat()}
            )
    asked = await requests.add(scene.tx, scene.me.id, wish, words, scene.now)
    facts = {"wish": wish.value, "due": asked.due_on.isoformat()}
    await open_items.add(
        scene.tx,
        key=requests.about(asked.id),
        kind="request",
        unit_id=scene.me.unit_id,
        facts=facts,
        now=scene.now,
    )
    await _tell_office(scene, asked, "personal.office_asked", facts, choices(asked))
    await scene.record("request.add", scene.me.subject, wish=wish.value)
    return Say("personal.asked", facts)


async def _tell_office(
    scene: Scene, asked: Request, text_key: str, facts: dict[str, Any], offered: tuple[Choice, ...]
) -> None:
    unit = (await scene.tree()).by_id[scene.me.unit_id]
    about = {"name": scene.me.name, "unit": unit.name, "words": asked.words, **facts}
    here = (await officials.roster(scene.tx, scene.now)).within(unit.id)
    written = [
        NewLetter(
            key=f"request:{asked.id}:{receiver.code}",
            kind=Kind.NOTICE,
            text_key=text_key,
            facts=about,
            choices=offered,
            logical_at=scene.now,
            send_at=scene.now,
            official_id=receiver.id,
            about=requests.about(asked.id),
        )
        for receiver in here.office()
    ]
    await letters.add_all(scene.tx, written, scene.now)
