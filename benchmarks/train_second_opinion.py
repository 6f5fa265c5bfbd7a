"""Trains the second opinion on the labelled replies: `python -m benchmarks.train_second_opinion`.

Needs scikit-learn, here alone; what is written is read by domain/replies/second_opinion.py.
"""

import argparse
import csv
import json
from pathlib import Path

from domain.replies.second_opinion import MODEL, grams

DATA = Path(__file__).parents[1] / "tests/domain/data"
LABELS = ("done", "in_progress", "blocked", "not_started", "question", "other", "unsure")
FEATURES = 5000
DIGITS = 2


def tuning() -> list[tuple[str, str]]:
    """Text and label of every reply that rules may be made from; the held-out third stays out."""
    rows = []
    for name in ("replies.csv", "replies_more.csv", "replies_by_rule.csv", "replies_labelled.csv"):
        with (DATA / name).open(encoding="utf-8") as lines:
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
    rows = tuning()
    vectors = TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=2)
    counted = vectors.fit_transform([text for text, _ in rows])
    labels = [label for _, label in rows]
    best = SelectKBest(chi2, k=min(FEATURES, counted.shape[1])).fit(counted, labels)
    model = LogisticRegression(C=20, max_iter=2000, class_weight="balanced")
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
    output = asked.parse_args().output
    output.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
