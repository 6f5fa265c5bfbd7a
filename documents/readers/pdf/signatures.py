"""Says who signed a PDF and when, as far as the file alone can prove it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.imports.file_notes import FileNote

WHOLE, PART = "import.note_signed", "import.note_signed_before"
BROKEN, UNREADABLE = "import.note_signed_broken", "import.note_signed_unreadable"


def signatures_of(path: Path) -> Iterator[FileNote]:
    """A note for each signature, in the order of signing."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    with path.open("rb") as file:
        try:
            signed = PdfFileReader(file, strict=False).embedded_regular_signatures
        except Exception:  # what a broken file makes of it has no common name
            return
        for embedded in signed:
            try:
                yield _note(embedded)
            except Exception:  # one that cannot be read is told as such
                yield FileNote(UNREADABLE)


def _note(embedded: Any) -> FileNote:
    """`at` is what the signer's own machine said, `office` the organisation of the certificate."""
    embedded.compute_integrity_info()
    subject = embedded.signer_cert.subject.native
    at = embedded.self_reported_timestamp
    facts = {
        "signer": _one(subject.get("common_name")),
        "office": _one(subject.get("organization_name")),
        "at": at.isoformat() if at else "",
    }
    return FileNote(_kind(embedded), facts)


def _one(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _kind(embedded: Any) -> str:
    """What can be verified offline: that nothing was changed since, not whose certificate it is."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    fits = validate_sig_integrity(
        embedded.signer_info,
        embedded.signer_cert,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
    if not all(fits):
        return BROKEN
    covered = embedded.evaluate_signature_coverage()
    return WHOLE if covered >= SignatureCoverageLevel.ENTIRE_FILE else PART
