"""How dates and numbers are written, per language; Django reads these by FORMAT_MODULE_PATH."""
