"""What an import changed, row by row, kept for some days so that it can be taken back."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.columns import AUTOINCREMENT, encrypted_json_column, one_of


class ImportChangeRow(SQLModel, table=True):
    """`rows` is empty once the time is over: until then it has what stood there before."""

    __tablename__ = "import_changes"
    __table_args__ = (
        one_of("matter", "plan", "roster", "assignments", "official"),
        AUTOINCREMENT,
    )

    id: int | None = Field(default=None, primary_key=True)
    matter: str
    source: str
    root_unit_id: int = Field(foreign_key="units.id", index=True)
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    rows: list[Any] = Field(sa_column=encrypted_json_column())
    applied_at: datetime = Field(index=True)
    undone_at: datetime | None = None
    pruned_at: datetime | None = None
