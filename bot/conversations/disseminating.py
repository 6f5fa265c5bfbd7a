"""Making something known: the text, the units, and whether it is to go out."""

from dataclasses import dataclass
from typing import Any

from bot.conversations.turn import Data, Effect, Flow, Turn
from domain.dissemination import LONGEST
from domain.messages import Choice, Heard, Say
from domain.plain_words import plain
from domain.taps import Tap

EVERYBODY = {"tat ca", "all"}
YES = {"gui", "dong y", "dung", "co", "send", "yes"}
NO = {"khong", "thoi", "huy", "no"}


@dataclass(frozen=True, slots=True)
class Disseminate(Effect):
    """`units`: none for all. `replaces`: the version that this one stands for, or 0."""

    text: str
    units: tuple[int, ...]
    replaces: int


def hear_text(data: Data, heard: Heard) -> Turn:
    text = heard.text.strip()
    if not text:
        return Turn(Say("dissemination.write"), "hear_text", data)
    if len(text) > LONGEST:
        facts = {"count": len(text), "most": LONGEST}
        return Turn(Say("dissemination.too_long", facts), "hear_text", data)
    return _pick({**data, "text": text})


def hear_units(data: Data, heard: Heard) -> Turn:
    """Each unit pressed is added or taken out; typed, their codes."""
    tap = Tap.parse(heard.tap)
    if plain(heard.text) in EVERYBODY or (tap and tap.action == "pickall"):
        return _ask_sure({**data, "chosen": []})
    typed = _typed(data, heard.text)
    if typed or (tap and tap.action == "pickdone" and data["chosen"]):
        return _ask_sure({**data, "chosen": typed or data["chosen"]})
    if tap and tap.action == "pick" and tap.id in {unit[0] for unit in data["units"]}:
        chosen = set(data["chosen"]) ^ {tap.id}
        return _pick({**data, "chosen": sorted(chosen)})
    return _pick(data)


def _typed(data: Data, text: str) -> list[int]:
    """The units whose codes were typed; none if one of the words is no code."""
    codes = {code: unit_id for unit_id, code, _ in data["units"]}
    words = text.upper().replace(",", " ").split()
    known = all(word in codes for word in words)
    return sorted({codes[word] for word in words}) if known else []


def _pick(data: Data) -> Turn:
    every = Choice("choice.all_units", str(Tap("pickall")))
    units = [
        Choice(
            "choice.unit_picked" if unit_id in data["chosen"] else "choice.unit",
            str(Tap("pick", unit_id)),
            {"name": name},
        )
        for unit_id, _, name in data["units"]
    ]
    done = [Choice("choice.go_on", str(Tap("pickdone")))] if data["chosen"] else []
    say = Say("dissemination.to_whom", {"names": _names(data)}, (every, *units, *done))
    return Turn(say, "hear_units", data)


def _names(data: Data) -> list[str]:
    return [name for unit_id, _, name in data["units"] if unit_id in data["chosen"]]


def _ask_sure(data: Data) -> Turn:
    facts: dict[str, Any] = {"text": data["text"], "names": _names(data)}
    choices = (
        Choice("choice.send", str(Tap("sendyes"))),
        Choice("choice.no", str(Tap("sendno"))),
    )
    return Turn(Say("dissemination.sure", facts, choices), "hear_sure", data)


def hear_sure(data: Data, heard: Heard) -> Turn:
    said, tap = plain(heard.text), Tap.parse(heard.tap)
    if said in YES or (tap and tap.action == "sendyes"):
        return Turn(effect=Disseminate(data["text"], tuple(data["chosen"]), data["replaces"]))
    if said in NO or (tap and tap.action == "sendno"):
        return Turn(Say("dissemination.dropped"))
    return _ask_sure(data)


FLOW: Flow = {"hear_text": hear_text, "hear_units": hear_units, "hear_sure": hear_sure}
