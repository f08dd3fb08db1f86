"""What an office brings: its own list of cases in a spreadsheet, read without guessing."""
