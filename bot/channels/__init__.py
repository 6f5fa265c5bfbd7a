"""Messengers, one package each, behind one protocol."""
