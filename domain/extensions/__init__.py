"""Extensions, returns for correction, and the due days that come of them."""
