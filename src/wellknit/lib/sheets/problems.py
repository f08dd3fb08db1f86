"""What can be wrong with a spreadsheet somebody brings, each as a code and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEMPLATES: Mapping[str, str] = {
    "sheet.old_format": (
        "This is an old Excel file, or one with a password. Open it in Excel, take the password off, and save"
        " it as .xlsx."
    ),
    "sheet.unreadable": "This file is not a spreadsheet we can read. Save it as .xlsx or as CSV in UTF-8.",
    "sheet.too_large": "This file is too large to be a list of cases. Take out pictures and empty sheets.",
    "sheet.too_many_rows": "There are more than {limit} rows. Bring the list in parts.",
    "sheet.far_below": (
        "After row {last} the sheet is empty down to row {row}, where there is text again. Nothing was read. Take"
        " the empty rows out."
    ),
    "sheet.broken_line": (
        "The file cannot be read from line {line} on: a quotation mark is missing there, or a cell holds far too"
        " much text. Nothing was read. Mend that line and bring the file again."
    ),
    "sheet.no_such_sheet": "There is no sheet “{name}” in the file. There are: {names}.",
    "sheet.empty": "The sheet is empty.",
    "sheet.empty_others": "The sheet “{name}” is empty. The file also has: {names}. Put the sheet with the list first.",
    "sheet.no_head_others": (
        "No row of the sheet “{name}” looks like headings. The file also has: {names}. Put the sheet with the list"
        " first."
    ),
    "sheet.no_head": (
        "No row looks like headings. Give the number of the row in which the columns are named."
    ),
    "sheet.encoding": "The text of this file is in no encoding we know. Save it as CSV in UTF-8.",
    "column.disagree": (
        "The hidden name of this column is {machine}, but its heading says “{label}”. Say which of the two it"
        " holds."
    ),
    "column.no_machine": "This column has a heading but no hidden name. Say whether it holds {target}.",
    "column.misspelt": (
        "The hidden name {machine} is not in the standard; by its heading it may be {target}. Say whether it is."
    ),
    "column.twice": "Two columns seem to hold {target}. Say which one does.",
    "column.unknown": "No column of the case file is like this one. It is left out unless you say what it holds.",
    "column.two_eras": (
        "This column has {be} years of the Buddhist era and {ce} of the Christian era. Say how to read it: one"
        " era for all, or each year as it can only be meant."
    ),
    "cell.formula_no_value": (
        "This cell holds a formula that was never worked out. Open the file in Excel, save it, and bring it again."
    ),
    "cell.formula_error": "The formula in this cell gives an error ({typed}).",
    "cell.not_in_list": "“{typed}” is not in our list of {list_name}. Say what it means, or leave it out.",
    "cell.too_long": "This cell has {count} characters; the file takes {limit}. Shorten it, or leave it out.",
    "cell.not_a_number": "“{typed}” is not an age in years.",
    "cell.not_a_day": "The day, the month and the year are needed here.",
    "row.no_name": "There is no name in this row, in any script.",
    "note.merged": "This cell is joined with others ({range}); the same value was taken for each of its rows.",
    "note.formula": "This value was worked out by a formula; what Excel last showed was taken.",
    "note.digits": "The figures were read from another script.",
    "note.era": "Read as a year of the Buddhist era: {shown} is {ce} of the Christian era.",
    "note.country": "“{typed}” is in no list of countries we have; it was kept as a code of two letters.",
    "note.same_in_file": "Rows {rows} may be the same person.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell: `code` for programs, `template` filled with `params` for people.

    `column` is the heading it stands under (empty: the whole row or file). A note only tells; anything
    else keeps the cell or the row from being taken.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    column: str = ""
    own_template: str = ""

    @property
    def template(self) -> str:
        """The English sentence before it is filled in: the text to translate."""
        return self.own_template or TEMPLATES[self.code]

    @property
    def sentence(self) -> str:
        """The English sentence, complete."""
        return self.template.format(**self.params)

    @property
    def is_note(self) -> bool:
        """Whether it only tells, and stops nothing."""
        return self.code.startswith("note.")


class SheetError(ValueError):
    """A file that cannot be taken at all. `str(error)` is only the code: errors end up in logs."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.problem = Problem(code, params)
        super().__init__(code)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        return self.problem.sentence
