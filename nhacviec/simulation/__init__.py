"""A simulated month: behaviour, phones, invariants, score."""
