"""Questions of officials, and their answers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.engine.database import Tx
from storage.tables import QUESTIONS


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    asker_id: int
    duty_id: int | None
    text: str
    answer: str


async def add(tx: Tx, *, asker_id: int, duty_id: int | None, text: str, now: datetime) -> int:
    values = {"asker_id": asker_id, "duty_id": duty_id, "text": text, "answer": ""}
    added = insert(QUESTIONS).values(**values, asked_at=now)
    return int((await tx.execute(added.returning(QUESTIONS.c.id))).scalar_one())


async def find(tx: Tx, question_id: int) -> Question | None:
    query = select(QUESTIONS).where(QUESTIONS.c.id == question_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    return Question(row.id, row.asker_id, row.duty_id, row.text, row.answer)


async def answer(tx: Tx, question_id: int, by: int, text: str, now: datetime) -> bool:
    """Keep the answer; False if there is one already."""
    waiting = QUESTIONS.c.id == question_id, QUESTIONS.c.answered_at.is_(None)
    values = {"answer": text, "answered_by": by, "answered_at": now}
    return bool((await tx.execute(update(QUESTIONS).where(*waiting).values(**values))).rowcount)
