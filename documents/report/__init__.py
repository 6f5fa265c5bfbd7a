"""The Word report in the state's format, chart, briefing, proof."""
