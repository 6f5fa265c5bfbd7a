"""The plan: its tasks, its versions with who signed them, what was brought in and may go back."""
