"""A second opinion on a reply, from character n-grams of its plain words: it may ask."""

import itertools
import json
import math
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

MODEL: Final = Path(__file__).parent / "words" / "second_opinion.json"
SHORTEST, LONGEST = 2, 4


class _Model(NamedTuple):
    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]


class Opinion(NamedTuple):
    """The likeliest label and how likely it is, 0 to 1."""

    label: str
    share: float


def grams(plain_text: str) -> list[str]:
    """The character n-grams of plain words, and the pairs of them.

    One day is like another, and so is one share of the work, and one number.
    """
    words = _NUMBER.sub("7", _SHARE.sub("50%", _DAY.sub("@", plain_text))).split()
    padded = [f" {word} " for word in words]
    letters = [
        word[start : start + size]
        for word in padded
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(word) - size + 1)
    ]
    return letters + [f"{first}_{second}" for first, second in itertools.pairwise(words)]


def second_opinion(plain_text: str) -> Opinion:
    """What replies like this one were labelled; nearest to a guess for words never seen.

    `plain_text`: as `domain.replies.normalization.plain` writes it.
    """
    model = _model()
    scores = [0.0] * len(model.labels)
    length = 0.0
    for gram, count in Counter(grams(plain_text)).items():
        if gram not in model.weights:
            continue
        rarity, *weights = model.weights[gram]
        size = (1 + math.log(count)) * rarity
        length += size * size
        scores = [score + size * weight for score, weight in zip(scores, weights, strict=True)]
    scale = math.sqrt(length) or 1.0
    shares = [
        math.exp(score / scale + bias) for score, bias in zip(scores, model.bias, strict=True)
    ]
    place = max(range(len(shares)), key=shares.__getitem__)
    return Opinion(model.labels[place], shares[place] / sum(shares))


_DAY: Final = re.compile(r"[@~]\d+")
_SHARE: Final = re.compile(r"(?<!\d)[1-9]\d?%")
_NUMBER: Final = re.compile(r"(?<![\w%])\d+(?![\w%])")


@lru_cache(maxsize=1)
def _model() -> _Model:
    """Read when first asked; equal weights are one number, which saves a megabyte."""
    content = json.loads(MODEL.read_text(encoding="utf-8"))
    one: dict[float, float] = {}
    weights = {
        gram: tuple(one.setdefault(number, number) for number in numbers)
        for gram, numbers in content["weights"].items()
    }
    return _Model(tuple(content["labels"]), tuple(content["bias"]), weights)
