"""What comes in over a page, checked once at the border and handed on as plain values."""
