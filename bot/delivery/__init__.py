"""Outbound pipeline: the only place that sends; composes at send time and records outcomes."""
