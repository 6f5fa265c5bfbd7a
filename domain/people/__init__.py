"""Units, officials, rights, absences."""
