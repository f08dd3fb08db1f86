"""Names of persons in seven scripts: cleaned, read, keyed and compared. Pure; knows no database."""
