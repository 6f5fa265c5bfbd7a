"""Knows what a syllable of Vietnamese can be without its marks."""

import re
from typing import Final

_ONSET: Final = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_RIME: Final = (
    "(?:uye|uya|uyu|uay|uoi|uou|oai|oay|oao|oeo|ieu|yeu|ia|ie|iu|ai|ao|au|ay|eo|eu|oa|oe|oi|ua|ue"
    "|ui|uo|uu|uy|ye|yu|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_PLAIN: Final = re.compile(_ONSET + _RIME)


def is_plain_syllable(word: str) -> bool:
    """Whether lower-case `word` without marks can be a syllable."""
    return _PLAIN.fullmatch(word) is not None
