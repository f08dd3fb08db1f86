"""What tests stand on: a real node with real walls, emptied after each test."""
