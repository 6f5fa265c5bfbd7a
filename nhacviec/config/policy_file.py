"""The policy of an office: ladder, due day and window, from a TOML file."""

import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from domain.calendar.work_calendar import Window
from domain.ladder.flaws import Flaw, flaws
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
SAID: Mapping[Flaw, str] = {
    Flaw.NO_HOURS: "window: has no hours, so nothing could ever be sent",
    Flaw.HOURS_END_FIRST: "window: {start} to {end} ends before it begins",
    Flaw.HOURS_DISORDERED: "window: {start} begins before {end}; hours must be in their order",
    Flaw.DUE_OUTSIDE: "due_hour: {at} is outside the window, {hours}",
    Flaw.NO_OWNER: "rungs: nobody reminds the owner of a duty",
    Flaw.STEP_OUTSIDE: "rungs: number {number}, at {at}, is outside the window, {hours}",
    Flaw.STEP_CLOSED: "rungs: number {number} comes {days} days after the due day, "
    "when the period is closed",
}


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
    for each in flaws(made):
        raise SettingsWrong(f"{NAME}: {SAID[each.flaw].format(**each.facts)}")
    return made


def _where(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
