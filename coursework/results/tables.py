"""The tables that a spreadsheet opens: text to cells and back."""

import csv
import io

COLUMNS = ("student", "question", "points", "max_points", "status")
BY_HAND = ("student", "question", "max_points", "points", "comment", "answer")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns, rows):
    """A CSV text of these rows, none of whose cells a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value):
    """A cell that no spreadsheet takes for a formula: an apostrophe before such a text."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def text(cell):
    """The text that `cell` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
