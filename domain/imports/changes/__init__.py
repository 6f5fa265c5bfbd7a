"""What an import ends, and how one is taken back."""
