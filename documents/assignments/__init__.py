"""Assignments of duties to owners, in and out."""
