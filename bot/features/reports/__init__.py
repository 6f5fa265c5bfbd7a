"""Answers to duties: reading, correcting, evidence, history."""
