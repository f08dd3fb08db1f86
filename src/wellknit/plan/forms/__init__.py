"""What an official types, and the first sentences when it cannot be read."""
