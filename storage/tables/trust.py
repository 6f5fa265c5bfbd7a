"""The Office's own settings, and the audit chain."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, json_column


class OfficeSettingRow(SQLModel, table=True):
    __tablename__ = "office_settings"

    key: str = Field(primary_key=True)
    value: str
    changed_at: datetime


class AuditRow(SQLModel, table=True):
    """One change. `hash` covers the entry and the hash before it."""

    __tablename__ = "audit_entries"
    __table_args__ = (AUTOINCREMENT,)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any] = Field(sa_column=json_column())
    previous_hash: str
    hash: str = Field(unique=True)
