"""What follows an answer: the unit's confirmation of its reports, the Office's acceptance."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, one_of
from storage.tables.models.spoken import Spoken


class UnitSwitchRow(SQLModel, table=True):
    """Whether a unit confirms its reports; a unit without a row does not."""

    __tablename__ = "unit_switches"

    unit_id: int = Field(primary_key=True, foreign_key="units.id")
    confirms: bool
    changed_at: datetime


class SignOffRow(SQLModel, table=True):
    """A unit that confirms, in one period. `off_at`: it need not confirm any more."""

    __tablename__ = "sign_offs"
    __table_args__ = (
        UniqueConstraint("cycle_id", "unit_id"),
        Index(
            "ix_sign_offs_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycles.id")
    unit_id: int = Field(foreign_key="units.id")
    rung: int
    next_at: datetime | None = None
    off_at: datetime | None = None


class SignOffEventRow(Spoken, table=True):
    """Somebody confirmed a unit's reports as they were: `seen` is the newest of them."""

    __tablename__ = "sign_off_events"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    sign_off_id: int = Field(foreign_key="sign_offs.id", index=True)
    official_id: int = Field(foreign_key="officials.id")
    confirmed_at: datetime
    late: bool
    missing: int
    seen: int


class AcceptanceRow(SQLModel, table=True):
    """A unit's claim that a duty is done. `ended_at`: another answer has taken its place.

    `next_at`: when a rule accepts it. Without `decided_by` a decided claim was accepted by rule.
    """

    __tablename__ = "acceptances"
    __table_args__ = (
        one_of("state", "waiting", "accepted", "rejected"),
        Index(
            "uq_acceptances_living",
            "duty_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_acceptances_rejected",
            "duty_id",
            sqlite_where=text("state = 'rejected' AND ended_at IS NULL"),
            postgresql_where=text("state = 'rejected' AND ended_at IS NULL"),
        ),
        Index(
            "ix_acceptances_waiting",
            "claimed_at",
            sqlite_where=text("state = 'waiting' AND ended_at IS NULL"),
            postgresql_where=text("state = 'waiting' AND ended_at IS NULL"),
        ),
        Index(
            "ix_acceptances_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duties.id", index=True)
    version: int
    state: str
    claimed_at: datetime
    next_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="officials.id")
    reason: str
    ended_at: datetime | None = None
