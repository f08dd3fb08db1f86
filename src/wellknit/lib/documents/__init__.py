"""A document once, printed many ways: the same tree becomes a page, a PDF, a Word file and a workbook."""
