"""Extensions of due days and returns for correction."""
