"""What Word does not write down as text: numbers, styles, fields, letters of old fonts."""
