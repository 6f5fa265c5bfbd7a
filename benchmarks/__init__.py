"""Measurements: medians over several runs, each beside a bare peer measured in the same run."""
