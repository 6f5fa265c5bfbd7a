"""Recognises text that speaks of state secrets, so that it is never stored.

Law 117/2025/QH15. Only plain signs count: a stand-alone capital MẬT, the three levels, and
"văn bản/tài liệu/công văn mật". Words that merely contain the syllable (mật khẩu, bảo mật, mật độ)
and "mat" without diacritics, which is usually another word, do not.
"""

import re
import unicodedata

LEVELS = re.compile(r"\b(?:tối|tuyệt)\s+mật\b|\b(?:toi|tuyet)\s+mat\b", re.IGNORECASE)
PAPERS = re.compile(
    r"\b(?:văn\s+bản|tài\s+liệu|công\s+văn|hồ\s+sơ|độ)\s+mật\b(?!\s+(?:khẩu|độ|ong|thiết))"
    r"|\b(?:van\s+ban|tai\s+lieu|cong\s+van|ho\s+so|do)\s+mat\b(?!\s+(?:khau|do|ong|thiet))",
    re.IGNORECASE,
)
STAMP = re.compile(r"(?<!\w)(?<!BẢO )MẬT(?!\w)(?!\s+(?:KHẨU|ĐỘ|ONG|THIẾT))")
REGISTER = re.compile(r"\b\d+\s*/\s*(?:M|TM|TUM)\s*-\s*[A-ZĐ]{2,}", re.UNICODE)


def is_suspicious(text: str) -> bool:
    """Whether the text shows a sign of a state secret."""
    composed = unicodedata.normalize("NFC", text)
    return any(sign.search(composed) for sign in (LEVELS, PAPERS, STAMP, REGISTER))
