"""How many pages of a scan are read is told while the other process reads it."""

import sys

from documents.readers.pdf.process import _progress, _run
from domain.imports.progress import PAGES

TWO_PAGES = r"import os, sys; os.write(int(sys.argv[1]), b'1/2\n2/2\n'); print('done')"


def test_each_page_is_told_to_whoever_waits_and_to_nobody_else() -> None:
    seen: list[tuple[int, int]] = []
    with PAGES.told(lambda done, pages: seen.append((done, pages))), _progress() as pipe:
        assert _run([sys.executable, "-c", TWO_PAGES, str(pipe)], pipe) == b"done\n"
    assert seen == [(1, 2), (2, 2)]
    with _progress() as pipe:
        assert _run([sys.executable, "-c", TWO_PAGES, str(pipe)], pipe) == b"done\n"
    assert seen == [(1, 2), (2, 2)]
