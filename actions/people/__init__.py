"""Acts on people: the row of one official, absences, invitations, who is let in."""
