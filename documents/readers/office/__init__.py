"""Older and open office formats: through LibreOffice where it is installed, or directly."""
