"""The roster: units and officials, preview."""
