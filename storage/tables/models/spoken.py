"""What the models share: how constraints are named, and the times of what somebody said."""

from datetime import datetime

from sqlmodel import SQLModel

from storage.tables.columns import NAMING

SQLModel.metadata.naming_convention = NAMING


class Spoken(SQLModel):
    """Beside the time that counts, the others that are known: see Moments. Empty in older rows."""

    said_at: datetime | None = None
    stored_at: datetime | None = None
    recorded_at: datetime | None = None
