"""Figures, comparison, forecast, report data."""
