"""How values of the domain lie in JSON columns."""

from datetime import date, datetime, time, timedelta
from typing import Any

from domain.calendar.work_calendar import Window
from domain.messaging.messages import Chat, Choice, Contact, File, Group, IncomingEvent
from domain.messaging.outbox import Routing, StepRef
from domain.reporting.policy import (
    Audience,
    Decider,
    EscalationPolicy,
    EscalationStep,
    HolidayShift,
    Policy,
    Step,
)


def policy_to_json(policy: Policy) -> dict[str, Any]:
    return {
        "due_day": policy.due_day,
        "due_hour": policy.due_hour.isoformat(),
        "shift": policy.shift.value,
        "late_after_next_working_day": policy.late_after_next_working_day,
        "close_after_days": policy.close_after_days,
        "catch_up_gap_s": policy.catch_up_gap.total_seconds(),
        "window": [[start.isoformat(), end.isoformat()] for start, end in policy.window.spans],
        "extension_decider": policy.extension_decider.value,
        "ladder": [[rung.audience, rung.days, rung.at.isoformat()] for rung in policy.ladder.rungs],
        "acceptance": policy.acceptance,
        "accept_after_days": policy.accept_after_days,
    }


def policy_from_json(data: dict[str, Any]) -> Policy:
    hour = time.fromisoformat
    return Policy(
        due_day=data["due_day"],
        due_hour=hour(data["due_hour"]),
        shift=HolidayShift(data["shift"]),
        late_after_next_working_day=data["late_after_next_working_day"],
        close_after_days=data["close_after_days"],
        ladder=EscalationPolicy(
            tuple(EscalationStep(Audience(a), days, hour(at)) for a, days, at in data["ladder"])
        ),
        window=Window(tuple((hour(start), hour(end)) for start, end in data["window"])),
        catch_up_gap=timedelta(seconds=data["catch_up_gap_s"]),
        extension_decider=Decider(data.get("extension_decider", Decider.OFFICE)),
        acceptance=data.get("acceptance", False),
        accept_after_days=data.get("accept_after_days", 0),
    )


def steps_to_json(steps: tuple[Step, ...]) -> list[Any]:
    return [[step.rung, step.audience, step.at.isoformat(), step.escalates] for step in steps]


def steps_from_json(data: list[Any]) -> tuple[Step, ...]:
    return tuple(
        Step(rung, Audience(audience), datetime.fromisoformat(at), escalates)
        for rung, audience, at, escalates in data
    )


def choices_to_json(choices: tuple[Choice, ...]) -> list[Any]:
    return [[each.label, each.tap, dict(each.facts), each.in_text] for each in choices]


def choices_from_json(data: list[Any]) -> tuple[Choice, ...]:
    return tuple(Choice(*each) for each in data)


def routing_to_json(routing: Routing) -> dict[str, Any]:
    """Without what is not said."""
    steps = [[each.rung, each.due and each.due.isoformat()] for each in routing.steps]
    values = {
        "cycle": routing.cycle_id,
        "steps": steps,
        "duties": list(routing.duty_ids),
        "instead_of": routing.instead_of and routing.instead_of.isoformat(),
        "forwarded": routing.forwarded,
    }
    return {key: value for key, value in values.items() if value}


def routing_from_json(data: dict[str, Any]) -> Routing:
    if not data:
        return Routing()
    steps = [StepRef(rung, due and date.fromisoformat(due)) for rung, due in data.get("steps", ())]
    instead_of = data.get("instead_of")
    return Routing(
        data.get("cycle"),
        tuple(steps),
        tuple(data.get("duties", ())),
        instead_of and datetime.fromisoformat(instead_of),
        data.get("forwarded", False),
    )


def event_to_json(event: IncomingEvent) -> dict[str, Any]:
    contact = event.contact and [event.contact.phone, event.contact.own]
    return {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "text": event.text,
        "tap": event.tap,
        "message_id": event.message_id,
        "album": event.album,
        "contact": contact,
        "files": [[f.reference, f.name, f.media_type, f.size] for f in event.files],
        **({"group": [event.group.address, event.group.title]} if event.group else {}),
    }


def event_from_json(
    channel: str, address: str, event_id: str, data: dict[str, Any]
) -> IncomingEvent:
    return IncomingEvent(
        Chat(channel, address),
        event_id,
        datetime.fromisoformat(data["at"]),
        kind=data["kind"],
        text=data["text"],
        tap=data["tap"],
        message_id=data["message_id"],
        files=tuple(File(*each) for each in data["files"]),
        contact=Contact(*data["contact"]) if data["contact"] else None,
        album=data["album"],
        group=Group(*data["group"]) if "group" in data else None,
    )
