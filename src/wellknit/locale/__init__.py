"""Translations of the interface and the formats of dates and numbers, one folder a language."""
