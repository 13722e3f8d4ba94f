"""Makes records: python -m chapter7.lab [--only NAME] [--profile large] [--device cuda]."""

import argparse
from pathlib import Path

from chapter7.lab import large
from chapter7.lab.experiments import experiments
from chapter7.lab.performing import perform

SCRATCH = Path(".experiments")
"""Not in _build, which a build from clean empties."""


def main(arguments: list[str] | None = None) -> None:
    """Makes the record of each experiment, or of one; what is done already is not done again."""
    small = experiments()
    parser = argparse.ArgumentParser(prog="python -m chapter7.lab", description=__doc__)
    parser.add_argument("--only", choices=sorted(small), help="the experiment to make")
    parser.add_argument(
        "--profile",
        choices=("small", "large"),
        default="small",
        help="small: what pages quote, on two cores; large: 27 M parameters, for a GPU",
    )
    parser.add_argument("--device", help="of the large profile: cuda (default) or cpu")
    given = parser.parse_args(arguments)
    if given.profile == "large":
        if given.only:
            parser.error("--only names an experiment of the small profile")
        if not large.TOKENS.exists():
            large.prepare()
        made = [perform(large.EXPERIMENT, scratch=SCRATCH, device=given.device or "cuda")]
    elif given.device not in (None, "cpu"):
        parser.error("--device needs --profile large: small models are made for the CPU")
    else:
        names = [given.only] if given.only else sorted(small)
        made = (perform(small[name], scratch=SCRATCH) for name in names)
    for record in made:
        print(f"{record.name}: {len(record.runs)} runs, {record.cpu_seconds:.0f} processor seconds")


if __name__ == "__main__":
    main()
