"""Commands about people: absences and personal data."""
