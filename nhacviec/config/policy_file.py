"""The policy of an office: ladder, due day and window, from a TOML file."""

import tomllib
from datetime import time, timedelta
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
    rungs: list[_RungModel] | None = None
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
    return Policy(
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


def _where(wrong: ValidationError) -> str:
    error = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
