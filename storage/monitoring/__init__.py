"""Health findings, gauges, ticks."""
