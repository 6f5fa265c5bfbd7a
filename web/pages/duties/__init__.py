"""The duties of a period: as a matrix or a list, filtered, each with its history."""
