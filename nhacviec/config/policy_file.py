"""The policy of an office: ladder, due day and window, from a TOML file."""

import tomllib
from collections.abc import Iterator
from datetime import time, timedelta
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from domain.calendar.work_calendar import Window
from domain.reporting.policy import (
    DEFAULT_LADDER,
    Audience,
    Decider,
    EscalationPolicy,
    EscalationStep,
    HolidayShift,
    Policy,
)
from nhacviec.config.secret_files import SettingsWrong

NAME = "NHACVIEC_POLICY_FILE"


class _RungModel(BaseModel, extra="forbid"):
    audience: Audience
    days: int = Field(ge=-20, le=20)
    at: time


class _PolicyModel(BaseModel, extra="forbid"):
    due_day: int = Field(default=25, ge=1, le=28)
    due_hour: time = time(17, 0)
    shift: HolidayShift = HolidayShift.BEFORE
    late_after_next_working_day: bool = True
    close_after_days: int = Field(default=10, ge=1, le=30)
    catch_up_gap_hours: float = Field(default=2, ge=0, le=12)
    window: list[tuple[time, time]] = Field(default_factory=lambda: list(Window().spans))
    extension_decider: Decider = Decider.OFFICE
    rungs: list[_RungModel] | None = Field(default=None, min_length=1)
    acceptance: bool = False
    accept_after_days: int = Field(default=0, ge=0, le=60)


def policy(path: Path | None) -> Policy:
    """The policy of a TOML file, or the default one. Raises SettingsWrong."""
    if path is None:
        return Policy()
    try:
        model = _PolicyModel.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as unreadable:
        raise SettingsWrong(f"{NAME}: {unreadable}") from None
    except ValidationError as wrong:
        raise SettingsWrong(f"{NAME}: {_where(wrong)}") from None
    rungs = model.rungs
    ladder = (
        EscalationPolicy(tuple(EscalationStep(r.audience, r.days, r.at) for r in rungs))
        if rungs
        else None
    )
    made = Policy(
        due_day=model.due_day,
        due_hour=model.due_hour,
        shift=model.shift,
        late_after_next_working_day=model.late_after_next_working_day,
        close_after_days=model.close_after_days,
        ladder=ladder or DEFAULT_LADDER,
        window=Window(tuple(model.window)),
        catch_up_gap=timedelta(hours=model.catch_up_gap_hours),
        extension_decider=model.extension_decider,
        acceptance=model.acceptance,
        accept_after_days=model.accept_after_days,
    )
    for wrong_line in _contradictions(made):
        raise SettingsWrong(f"{NAME}: {wrong_line}")
    return made


def _contradictions(made: Policy) -> Iterator[str]:
    """What is well written and cannot work: nobody would ever be reminded, or not in time."""
    spans = made.window.spans
    if not spans:
        yield "window: has no hours, so nothing could ever be sent"
    for start, end in spans:
        if start >= end:
            yield f"window: {start:%H:%M} to {end:%H:%M} ends before it begins"
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            yield f"window: {start:%H:%M} begins before {end:%H:%M}; hours must be in their order"
    if not spans[0][0] < made.due_hour <= spans[-1][1]:
        yield f"due_hour: {made.due_hour:%H:%M} is outside the window, {_hours(made)}"
    yield from _steps_astray(made)


def _steps_astray(made: Policy) -> Iterator[str]:
    if not any(step.audience is Audience.OWNER for step in made.ladder.rungs):
        yield "rungs: nobody reminds the owner of a duty"
    for number, step in enumerate(made.ladder.rungs, start=1):
        if not any(start <= step.at < end for start, end in made.window.spans):
            place = f"number {number}, at {step.at:%H:%M},"
            yield f"rungs: {place} is outside the window, {_hours(made)}"
        if step.days > made.close_after_days:
            place = f"number {number} comes {step.days} days after the due day"
            yield f"rungs: {place}, when the period is closed"


def _hours(made: Policy) -> str:
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in made.window.spans)


def _where(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
