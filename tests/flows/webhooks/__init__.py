"""Other systems that are told."""
