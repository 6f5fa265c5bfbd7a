"""What stays unanswered, told to heads, Office and leaders."""
