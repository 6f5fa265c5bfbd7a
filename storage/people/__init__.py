"""Units, officials, registrations, absences, personal data."""
