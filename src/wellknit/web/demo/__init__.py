"""The demonstration: an invented country's node, filled so that it can be played with."""
