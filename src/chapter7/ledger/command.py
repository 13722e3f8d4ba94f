"""The command line: `python -m chapter7.ledger` prints a summary, with `--csv` the rows."""

import argparse
import csv
import sys
from collections.abc import Sequence

from chapter7.ledger.claim import Claim
from chapter7.ledger.loading import load
from chapter7.ledger.rule import summary, value, verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: a summary, or the rows as CSV."""
    parser = argparse.ArgumentParser(prog="python -m chapter7.ledger", description="The ledger.")
    parser.add_argument("--csv", action="store_true", help="write every row as CSV")
    chosen = parser.parse_args(arguments)
    write = _write_csv if chosen.csv else _print_summary
    write(load())
    return 0


def _print_summary(claims: Sequence[Claim]) -> None:
    stated, quoted, ours = (sum(claim.id[0] == letter for claim in claims) for letter in "CLM")
    print(
        f"{len(claims)} rows: {stated} statements, {quoted} figures of the literature, "
        f"{ours} results of our own"
    )
    for name, n in summary(claims).items():
        print(f"{n:5}  {name}")
    derived = sum(claim.judged for claim in claims)
    computed = sum(claim.function is not None for claim in claims)
    print(f"{computed} rows have a computed value; {derived} verdicts are derived by rule")
    for claim in claims:
        if claim.settled == "none":
            print(f"nothing settles {claim.id}: {claim.statement}")


def _write_csv(claims: Sequence[Claim]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        ["id", "value", "unit", "verdict", "stated", "relation", "settled", "reference"]
    )
    for claim in claims:
        computed = value(claim)
        places = "; ".join(f"{key} {place}".strip() for key, place in claim.references)
        writer.writerow(
            [
                claim.id,
                "" if computed is None else f"{computed:.6g}",
                claim.unit or "",
                verdict(claim),
                _plain(claim.stated),
                claim.relation if claim.stated is not None else "",
                claim.settled,
                places,
            ]
        )


def _plain(stated: float | tuple[float, float] | None) -> str:
    if stated is None:
        return ""
    return "..".join(f"{n:g}" for n in stated) if isinstance(stated, tuple) else f"{stated:.6g}"
