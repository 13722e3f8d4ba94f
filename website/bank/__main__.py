"""Writes the question bank for a learning management system, from the built book."""

import argparse
import sys
from pathlib import Path

from website.bank import canvas, gift, moodle, reading
from website.bank.goals import LEVELS

FORMATS = {"gift": gift.write, "moodle": moodle.write, "canvas": canvas.write}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m website.bank", description=__doc__)
    made.add_argument("format", choices=FORMATS, metavar="FORMAT", help=", ".join(FORMATS))
    made.add_argument("file", type=Path, metavar="FILE", help="where it goes")
    again = "only this one; may be repeated"
    made.add_argument("--section", action="append", metavar="7.2", help=again)
    made.add_argument("--level", action="append", choices=LEVELS, help=again)
    site = reading.ROOT / "_build" / "html"
    made.add_argument("--site", type=Path, default=site, help="the built pages")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Returns: the exit code, 2 for what cannot be written."""
    options = parser().parse_args(arguments)
    try:
        items = reading.read(options.site, options.section)
        chosen = [item for item in items if not options.level or item.aim.level in options.level]
        if not chosen:
            raise ValueError("no question is of these sections and levels")
        options.file.write_bytes(FORMATS[options.format](chosen))
    except (ValueError, OSError) as error:
        print(f"question bank: {error}", file=sys.stderr)
        return 2
    print(f"{options.file}: {len(chosen)} questions and exercises")
    return 0


if __name__ == "__main__":
    sys.exit(main())
