"""Absences and stand-ins."""
