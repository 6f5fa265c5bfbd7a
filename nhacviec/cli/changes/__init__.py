"""Commands about what imports and single changes end, and about taking them back."""
