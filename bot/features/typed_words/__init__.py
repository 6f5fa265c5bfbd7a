"""Words that no list asked for: corrections, thanks, taking back, which task is meant."""
