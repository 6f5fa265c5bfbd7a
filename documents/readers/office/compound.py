"""The streams inside the compound files that Word and Excel wrote before 2007."""

import io
from pathlib import Path

from documents.readers.grid import FileUnreadable

NAMES = ("WordDocument", "Workbook", "Book", "0Table", "1Table", "Data")
EXCEL = ("Workbook", "Book")


def streams(path: Path) -> dict[str, bytes]:
    """Those that say what the file is, by name. Raises FileUnreadable for a broken file."""
    from xlrd.compdoc import CompDoc  # loaded when first wanted, not when the service starts

    try:
        file = CompDoc(path.read_bytes(), logfile=io.StringIO())
        top = file.dirlist[0].children
        names = [file.dirlist[each].name for each in top]
        found = {name: file.get_named_stream(name) for name in names if name in NAMES}
    except Exception as broken:  # what a broken file makes of it has no common name
        raise FileUnreadable("import.unreadable_file") from broken
    return {name: content for name, content in found.items() if content}


def form_of_compound(path: Path) -> str:
    """doc or xls, by the streams at the top: what is embedded in a file lies further down."""
    found = streams(path)
    if "WordDocument" in found:
        return "doc"
    if any(name in found for name in EXCEL):
        return "xls"
    raise FileUnreadable("import.file_other")
