"""The messengers, one file each."""
