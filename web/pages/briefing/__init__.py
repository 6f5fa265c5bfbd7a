"""The briefing: one page to be read aloud."""
