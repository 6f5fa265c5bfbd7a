"""Brings office packages into the form that the libraries expect, whatever program wrote them."""

import io
import re
import zipfile
from pathlib import Path
from typing import IO

STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
"""Namespaces of the strict kind of the standard; the libraries know those of the usual kind."""
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
WORD_MAIN = re.compile(
    rb"application/(?:vnd\.openxmlformats-officedocument\.wordprocessingml\.template\.main\+xml|"
    rb"vnd\.ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main\+xml)"
)
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EMPTY_FILL = re.compile(rb"<((?:\w+:)?)fill\s*(?:/>|>\s*</(?:\w+:)?fill>)")
FILL = rb"<\1fill><\1patternFill/></\1fill>"
CORE = re.compile(r"docProps/core.*\.xml")
MOMENT = re.compile(rb"<dcterms:\w+[^>]*>(?!\d{4}-\d\d-\d\dT[\d:.]{8,}(?:Z|[+-]\d\d:\d\d)?<)")
"""A date of the metadata that is none as the standard has them."""
NO_CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>'
)
XML = (".xml", ".rels")
TYPES = "[Content_Types].xml"
KINDS = {
    "docx": re.compile(
        rb"wordprocessingml\.(?:document|template)\.main|ms-word\.\w+\.macroEnabled"
    ),
    "xlsx": re.compile(
        rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macroEnabled"
    ),
}


def kind_of(package: zipfile.ZipFile) -> str:
    """docx or xlsx by what the main part is declared to be, whatever it is called; else nothing."""
    if TYPES not in package.namelist():
        return ""
    types = package.read(TYPES)
    return next((kind for kind, pattern in KINDS.items() if pattern.search(types)), "")


def as_expected(source: Path | IO[bytes]) -> IO[bytes]:
    """The package, changed where a library would stumble over what is no content.

    Macros stay unread, templates are documents, decoration and metadata are filled in.
    """
    if not isinstance(source, Path):
        source.seek(0)
    content = source.read_bytes() if isinstance(source, Path) else source.read()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        changed = {
            name: made
            for name in package.namelist()
            if name.lower().endswith(XML)
            if (made := _changed(name, package.read(name))) is not None
        }
        if not changed:
            return io.BytesIO(content)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as copy:
            for name in package.namelist():
                copy.writestr(name, changed.get(name) or package.read(name))
    written.seek(0)
    return written


def _changed(name: str, content: bytes) -> bytes | None:
    """The part as it should be, if it is not."""
    if CORE.fullmatch(name):
        return NO_CORE if MOMENT.search(content) else None
    before = content
    if b"purl.oclc.org" in content[:8192]:
        content = STRICT.sub(USUAL, content)
    if name == TYPES:
        content = WORD_MAIN.sub(WORD, content)
    if name.lower().endswith("styles.xml"):
        content = EMPTY_FILL.sub(FILL, content)
    return content if content != before else None
