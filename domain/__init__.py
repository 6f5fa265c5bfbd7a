"""What is true: the rules of the work, in plain Python, without input, output, clock or wording."""
