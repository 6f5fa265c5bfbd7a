"""The tables as SQLModel classes: where a table is written down, and what migrations are held to.

The program reads their columns from `storage/tables/columns.csv`, which is made from these classes.
"""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from storage.tables.models import (  # isort: skip
    spoken,  # names the constraints of all that follow
    approval,
    audit,
    board,
    extensions,
    imports,
    issues,
    messaging,
    office,
    people,
    plan,
    reports,
    roster,
)

__all__ = [
    "MODELS",
    "approval",
    "audit",
    "board",
    "extensions",
    "imports",
    "issues",
    "messaging",
    "office",
    "people",
    "plan",
    "reports",
    "roster",
    "spoken",
]

MODELS: MetaData = SQLModel.metadata
