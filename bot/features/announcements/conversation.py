"""Making something known: the text, the units, and whether it is to go out."""

from dataclasses import dataclass, field
from typing import Any

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.announcements.announcements import LONGEST
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, File, IncomingEvent, Reply
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

PAGE = 20
EVERYBODY = {"tat ca", "all"}
YES = {"gui", "dong y", "dung", "co", "send", "yes"}
NO = {"khong", "thoi", "huy", "no"}
WITHOUT = {"bo tep", "khong kem tep", "bo tep kem theo", "without the file"}


@dataclass(frozen=True, slots=True)
class Disseminate(Effect):
    """`units`: none for all. `replaces`: the version that this one stands for, or 0.

    `enclosure`: the document that goes with it, or 0. `data`: where the talk goes on if it is not
    ready to go.
    """

    text: str
    units: tuple[int, ...]
    replaces: int
    enclosure: int = 0
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enclose(Effect):
    """A document was sent at this step."""

    step: str
    data: Data
    file: File


@routes.step("disseminating", "hear_text", require=Action.DISSEMINATE)
def hear_text(data: Data, event: IncomingEvent) -> Turn:
    """The text; a document may come with it, before it, or later."""
    text = event.text.strip()
    if len(text) > LONGEST:
        facts = {"count": len(text), "most": LONGEST}
        return Turn(Reply("dissemination.too_long", facts), "hear_text", data)
    if event.files:
        return Turn(effect=Enclose("hear_text", {**data, "text": text}, event.files[0]))
    return _pick({**data, "text": text}) if text else ask(data, "hear_text")


def ask(data: Data, step: str) -> Turn:
    """What is still to be said at this step; a text that came with a document is not asked for."""
    if step == "hear_sure":
        return _ask_sure(data)
    if data.get("text"):
        return _pick(data)
    return Turn(Reply("dissemination.write", {"document": data.get("file", "")}), "hear_text", data)


@routes.step("disseminating", "hear_units", require=Action.DISSEMINATE)
def hear_units(data: Data, event: IncomingEvent) -> Turn:
    """Each unit pressed is added or taken out; typed, their codes."""
    if event.files:
        return Turn(effect=Enclose("hear_units", data, event.files[0]))
    tap = ButtonAction.parse(event.tap)
    if plain(event.text) in EVERYBODY or (tap and tap.action == "pickall"):
        return _ask_sure({**data, "chosen": []})
    typed = _typed(data, event.text)
    if typed or (tap and tap.action == "pickdone" and data["chosen"]):
        return _ask_sure({**data, "chosen": typed or data["chosen"]})
    if tap and tap.action == "pickpage":
        return _pick({**data, "page": tap.id})
    if tap and tap.action == "pick" and tap.id in {unit[0] for unit in data["units"]}:
        chosen = set(data["chosen"]) ^ {tap.id}
        return _pick({**data, "chosen": sorted(chosen)})
    return _pick({**data, "page": 0, "find": _wanted(event.text)})


def _wanted(text: str) -> str:
    """Words that the name of a unit is looked for by."""
    return plain(text).removeprefix("tim ").strip()


def _typed(data: Data, text: str) -> list[int]:
    """The units whose codes were typed; none if one of the words is no code."""
    codes = {code: unit_id for unit_id, code, _ in data["units"]}
    words = text.upper().replace(",", " ").split()
    known = all(word in codes for word in words)
    return sorted({codes[word] for word in words}) if known else []


def _pick(data: Data) -> Turn:
    """A page of the units, or of those whose names have the words that were typed."""
    every = Choice("choice.all_units", str(ButtonAction("pickall")))
    find = data.get("find", "")
    found = [unit for unit in data["units"] if find in plain(unit[2])] or data["units"]
    skipped = data.get("page", 0) * PAGE % max(len(found), 1)
    here = found[skipped : skipped + PAGE]
    units = [
        Choice(
            "choice.unit_picked" if unit_id in data["chosen"] else "choice.unit",
            str(ButtonAction("pick", unit_id)),
            {"name": name},
        )
        for unit_id, _, name in here
    ]
    if left := len(found) - skipped - len(here):
        onward = str(ButtonAction("pickpage", skipped // PAGE + 1))
        units.append(Choice("choice.next_page", onward, {"left": left}))
    done = [Choice("choice.go_on", str(ButtonAction("pickdone")))] if data["chosen"] else []
    many = len(data["units"]) > PAGE
    facts = {"names": _names(data), "many": many}
    say = Reply("dissemination.to_whom", facts, (every, *units, *done))
    return Turn(say, "hear_units", data)


def _names(data: Data) -> list[str]:
    return [name for unit_id, _, name in data["units"] if unit_id in data["chosen"]]


def _ask_sure(data: Data) -> Turn:
    file = data.get("file", "")
    facts: dict[str, Any] = {"text": data["text"], "names": _names(data), "document": file}
    without = (Choice("choice.without_file", str(ButtonAction("sendbare"))),) if file else ()
    choices = (
        Choice("choice.send", str(ButtonAction("sendyes"))),
        Choice("choice.no", str(ButtonAction("sendno"))),
        *without,
    )
    return Turn(Reply("dissemination.sure", facts, choices), "hear_sure", data)


@routes.step("disseminating", "hear_sure", require=Action.DISSEMINATE)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    if event.files:
        return Turn(effect=Enclose("hear_sure", data, event.files[0]))
    said, tap = plain(event.text), ButtonAction.parse(event.tap)
    if said in YES or (tap and tap.action == "sendyes"):
        units, enclosure = tuple(data["chosen"]), data.get("enclosure", 0)
        return Turn(effect=Disseminate(data["text"], units, data["replaces"], enclosure, data))
    if said in NO or (tap and tap.action == "sendno"):
        return Turn(Reply("dissemination.dropped"))
    if said in WITHOUT or (tap and tap.action == "sendbare"):
        return _ask_sure(without_file(data))
    return _ask_sure(data)


def without_file(data: Data) -> dict[str, Any]:
    return {**data, "enclosure": 0, "file": ""}
