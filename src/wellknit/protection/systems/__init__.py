"""What other systems may do here, over HTTP: send screenings in, ask what became of them, read lists."""
