"""Decides what is said about one thing heard: by tap, command, number, conversation, or words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.announcements import handlers as dissemination
from bot.features.extensions import handlers as extension
from bot.features.imports import handlers as imports
from bot.features.profile import handlers as mine
from bot.features.questions import handlers as questions
from bot.features.registration import handlers as joining
from bot.features.reminders import snooze
from bot.features.reports import bulk_reply as listing
from bot.features.reports import edited_message as correcting
from bot.features.reports import handlers as answering
from bot.features.sign_off import handlers as confirmations
from bot.inbound.buttons import TAPS
from bot.inbound.commands import COMMANDS
from bot.inbound.context import Scene
from bot.inbound.conversations import FLOWS
from bot.inbound.effects import carry_out
from domain.messaging.button_labels import spoken
from domain.messaging.buttons import Tap
from domain.messaging.messages import Heard, Refusal, Say
from domain.messaging.outbox import Kind
from domain.messaging.prompts import NOT_A_CHOICE, Directive, Prompt, choose, directive
from domain.people import access as doors
from domain.people.chat_links import LinkState
from domain.replies.interpreter import Verdict, interpret
from domain.reporting.evidence import asks_where_to_send
from storage.messaging import chat_links as links
from storage.messaging import conversations, prompts
from storage.people import officials
from storage.reports import duties

CLAIMS = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
ABOUT_DUTY = {"duty", *answering.STATUS_TAPS}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def decide(scene: Scene) -> Sequence[Say]:
    """The answers; a refusal of the rules is an answer too."""
    try:
        return await _decide(scene)
    except Refusal as no:
        return [Say(no.key, no.facts)]


async def _decide(scene: Scene) -> Sequence[Say]:
    heard = scene.heard
    if heard.kind == "flood":
        return [Say("help.too_many")]
    if heard.kind == "secret":
        return await _forget(scene)
    if heard.kind in ("blocked", "unblocked"):
        return await _relink(scene)
    if heard.kind == "edit":
        return await correcting.hear(scene)
    if heard.contact is not None:
        return await joining.by_contact(scene, heard.contact)
    if heard.tap:
        return await _tapped(scene, heard.tap)
    if heard.text.startswith("/"):
        return await _commanded(scene)
    return await _typed(scene)


async def _forget(scene: Scene) -> Sequence[Say]:
    """Tell the sender what to do, and the Office who and when, never what."""
    roster = await officials.roster(scene.tx, scene.now)
    told = roster.within(scene.me.unit_id).office() if scene.official else ()
    for receiver in told:
        await scene.tell(
            receiver.id,
            "help.secret_told",
            {"at": scene.now.isoformat(), "name": scene.me.name},
            key=f"secret:{scene.chat.channel}:{scene.heard.event_id}:{receiver.id}",
            kind=Kind.ALARM,
        )
    await scene.record("secret.suspected", f"{scene.chat.channel}:{scene.heard.event_id}")
    return [Say("help.secret")]


async def _relink(scene: Scene) -> Sequence[Say]:
    blocked = scene.heard.kind == "blocked"
    state = LinkState.SUSPENDED if blocked else LinkState.ACTIVE
    reason = "blocked" if blocked else ""
    if await links.change(scene.tx, scene.chat, state, reason, scene.now):
        await scene.record(f"link.{state}", scene.me.subject, channel=scene.chat.channel)
    return []


async def _tapped(scene: Scene, pressed: str) -> Sequence[Say]:
    """What a button does; a number that stands for one does the same."""
    scene.heard = replace(scene.heard, tap=pressed)
    tap = Tap.parse(pressed)
    place = await conversations.find(scene.tx, scene.chat, scene.now)
    if tap is not None and tap.action in TAPS:
        scene.enter(doors.TAPS.get(tap.action))
        return await TAPS[tap.action](scene, tap)
    if place is not None and tap is not None:
        return await _step(scene, place)
    return [Say("help.too_old"), mine.help_text(scene)]


async def _commanded(scene: Scene) -> Sequence[Say]:
    name, _, argument = scene.heard.text.partition(" ")
    command = COMMANDS.get(name.split("@")[0].casefold())
    if command is None:
        return [Say("help.not_understood"), mine.help_text(scene)]
    scene.enter(doors.COMMANDS.get(name.split("@")[0].casefold()))
    await scene.stop_waiting()
    return await command(scene, argument)


async def _typed(scene: Scene) -> Sequence[Say]:
    """A number or code first; then the conversation; then whatever the words may mean."""
    known = await prompts.in_chat(scene.tx, scene.chat)
    text = scene.heard.text.strip()
    if text == "?":
        return await _show_open(scene)
    named = directive(text)
    prompt = _named(named, [prompt for prompt, _ in known])
    if named and prompt:
        return await _directed(scene, named, prompt)
    if text and known:
        standing = [prompt for prompt, still_open in known if still_open]
        chosen = choose(text, standing, [prompt for prompt, _ in known], scene.now)
        if chosen.tap is not None:
            return await _tapped(scene, chosen.tap)
        if chosen.ambiguous and scene.official:
            return await answering.ask_which(scene, "answer.stale_number")
    meant = spoken(text, [prompt for prompt, _ in known])
    if meant is not None:
        return await _tapped(scene, meant)
    return await _wished(scene, text) or await _said(scene, text)


async def _wished(scene: Scene, text: str) -> Sequence[Say] | None:
    """A wish in words that needs no list: to be reminded later, for more time, to confirm."""
    for hear in (snooze.hear, extension.hear, dissemination.hear, confirmations.hear):
        understood = await hear(scene, text)
        if understood is not None:
            return understood
    return None


async def _said(scene: Scene, text: str) -> Sequence[Say]:
    """Neither a number nor a confirmation: a wish to send files, a turn of a talk, or words."""
    place = await conversations.find(scene.tx, scene.chat, scene.now)
    if scene.official and _wants_to_send_files(scene.heard):
        key = "mine.send_files" if text else "mine.unreadable"
        return [Say(key), *await mine.web_link(scene)]
    if place is not None:
        return await _step(scene, place)
    return await _in_words(scene, text)


def _wants_to_send_files(heard: Heard) -> bool:
    """What a messenger could not pass on arrives empty; it may have been a file."""
    if heard.files:
        return False
    if not heard.text.strip():
        return True
    asks = asks_where_to_send(heard.text)
    return asks and interpret(heard.text).verdict not in CLAIMS


def _named(named: Directive | None, known: Sequence[Prompt]) -> Prompt | None:
    if named is None or choose(f"{named.code} {named.words}", (), known, LONG_AGO) != NOT_A_CHOICE:
        return None
    return next((prompt for prompt in known if prompt.code == named.code), None)


async def _show_open(scene: Scene) -> Sequence[Say]:
    return await mine.show(scene) if scene.official else [mine.help_text(scene)]


def _duties_of(prompt: Prompt) -> set[int]:
    """The duty that was just answered there; or all that it offers."""
    taps = [tap for tap in map(Tap.parse, prompt.taps) if tap]
    answered = {tap.id for tap in taps if tap.action == "undo"}
    return answered or {tap.id for tap in taps if tap.action in ABOUT_DUTY}


async def _directed(scene: Scene, named: Directive, prompt: Prompt) -> Sequence[Say]:
    """Undo, change or answer what the code stands for; several duties are shown to choose from."""
    about = _duties_of(prompt)
    if len(about) != 1:
        if named.verb == "say":
            scene.heard = replace(scene.heard, text=named.words)
            understood = await dissemination.hear(scene, named.words)
            return understood or await _in_words(scene, named.words)
        return await answering.ask_which(scene, "answer.stale_number")
    duty = await answering.find(scene, about.pop())
    if named.verb == "undo":
        return await answering.undo(scene, duty)
    if named.verb == "change":
        return await answering.offer(scene, duty)
    scene.heard = replace(scene.heard, text=named.words)
    return await _about(scene, duty.id)


async def _step(scene: Scene, place: conversations.Place) -> Sequence[Say]:
    step = FLOWS.get(place.flow, {}).get(place.step)
    if step is None:
        await scene.stop_waiting()
        return [Say("registration.lost")]
    scene.enter(doors.STEPS.get(f"{place.flow}:{place.step}"))
    turn = step(place.data, scene.heard)
    await scene.stop_waiting()
    if turn.goto is not None:
        await scene.wait_for(place.flow, turn.goto, **turn.data)
    says = [turn.say] if turn.say else []
    return says + (await carry_out(scene, turn.effect) if turn.effect else [])


async def _in_words(scene: Scene, text: str) -> Sequence[Say]:
    secret = joining.secret_in(text)
    if secret is not None:
        return await joining.try_secret(scene, secret)
    if scene.official is None:
        return [mine.help_text(scene)]
    if await imports.looks_like_one(scene):
        return await imports.ask(scene)
    owed = await duties.owed_by(scene.tx, scene.me.answers_for, scene.now)
    if len(owed) == 1:
        return await _about(scene, owed[0].id)
    if scene.heard.files:
        says = await answering.ask_which(scene)
        return [Say("answer.file_without_duty"), *says]
    listed = await listing.read(scene, text)
    if listed is not None:
        return listed
    if interpret(text).verdict is Verdict.QUESTION:
        return await questions.ask(scene, text)
    return [Say("help.not_understood"), mine.help_text(scene)]


async def _about(scene: Scene, duty_id: int) -> Sequence[Say]:
    """With one duty owed, words are about that duty."""
    await scene.wait_for("answering", "hear_status", duty_id=duty_id)
    place = await conversations.find(scene.tx, scene.chat, scene.now)
    return await _step(scene, place) if place else []
