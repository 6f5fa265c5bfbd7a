"""Spelling of replies: what keyboards leave behind, slips, and syllables."""
