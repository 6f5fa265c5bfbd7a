"""Trains the second opinion on the labelled replies: `python -m benchmarks.train_second_opinion`.

Needs scikit-learn, here alone; what is written is read by domain/replies/second_opinion.py.
"""

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path

from domain.replies.normalization import plain
from domain.replies.second_opinion import MODEL, grams

DATA = Path(__file__).parents[1] / "tests/domain/data"
LABELS = ("done", "in_progress", "blocked", "not_started", "question", "other", "unsure")
FILES = ("replies.csv", "replies_more.csv", "replies_by_rule.csv", "replies_labelled.csv")
FEATURES = 5000
DIGITS = 2


def tuning(more: Iterable[Path] = ()) -> list[tuple[str, str]]:
    """Text and label of every reply that rules may be made from; the held-out third stays out.

    `more`: labelled files beside those of the project, such as `nhacviec interpret --examples`.
    """
    rows = []
    for path in (*(DATA / name for name in FILES), *more):
        with path.open(encoding="utf-8") as lines:
            found = [row for row in csv.DictReader(lines) if row.get("part") != "heldout"]
        rows += [(row["text"], row["label"]) for row in found if row["label"] in LABELS]
    return rows


def main() -> None:
    """Write the weights of the character n-grams that tell the labels apart."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.feature_selection import SelectKBest, chi2
    from sklearn.linear_model import LogisticRegression

    asked = argparse.ArgumentParser()
    asked.add_argument("--output", type=Path, default=MODEL)
    asked.add_argument("--more", type=Path, nargs="*", default=())
    given = asked.parse_args()
    rows = tuning(given.more)
    vectors = TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=2)
    counted = vectors.fit_transform([plain(text).text for text, _ in rows])
    labels = [label for _, label in rows]
    best = SelectKBest(chi2, k=min(FEATURES, counted.shape[1])).fit(counted, labels)
    model = LogisticRegression(C=30, max_iter=2000, class_weight="balanced")
    model.fit(best.transform(counted), labels)
    names = vectors.get_feature_names_out()
    kept = best.get_support(indices=True)
    weights = {
        names[place]: [
            round(float(vectors.idf_[place]), DIGITS),
            *(round(float(weight), DIGITS) for weight in model.coef_[:, column]),
        ]
        for column, place in enumerate(kept)
    }
    bias = [round(float(each), DIGITS) for each in model.intercept_]
    content = {"labels": list(model.classes_), "bias": bias, "weights": weights}
    given.output.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
