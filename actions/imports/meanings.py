"""What words of a plan mean: said once, kept for its next versions, and the file is read again."""

from actions.acting import Acting
from actions.outcomes import Done
from domain.imports.drafts import ImportDraft, Matter
from domain.imports.naming.meanings import codes_of
from domain.messaging.messages import Refusal
from storage.people import units
from storage.plans import imports, meanings, roster_import


async def learn(acting: Acting, draft: ImportDraft, words: str, said: str) -> Done:
    """`said`: units, as somebody names them. Refuses words that name none for certain."""
    known = await roster_import.known(acting.tx, acting.me.unit_id)
    codes = codes_of(said, known.units)
    if draft.matter is not Matter.PLAN or codes is None:
        raise Refusal("intake.meaning_unclear", {"value": said})
    if not await imports.read_again(acting.tx, draft, acting.now):
        raise Refusal("intake.settled")
    root = await units.root_of(acting.tx, acting.me.unit_id)
    await meanings.save(acting.tx, root.id, words, codes, acting.now)
    await acting.record("import.meaning", f"import:{draft.id}", units=len(codes))
    names = [unit.name for unit in known.units if unit.code in codes]
    return Done({"words": words, "units": ", ".join(names)})
