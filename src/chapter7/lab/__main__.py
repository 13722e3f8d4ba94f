"""Makes records: python -m chapter7.lab [--only NAME ...] [--jobs N] [--profile large]."""

import argparse
from pathlib import Path

from chapter7.lab import large
from chapter7.lab.experiments import experiments
from chapter7.lab.performing import perform, perform_all, recorded_so_far
from chapter7.lab.records import Record

SCRATCH = Path(".experiments")
"""Not in _build, which a build from clean empties."""
OF_LARGE = ("device", "steps", "done")


def main(arguments: list[str] | None = None) -> None:
    """Makes the record of each experiment, or of some; what is done already is not done again."""
    small = experiments()
    parser = argparse.ArgumentParser(prog="python -m chapter7.lab", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=sorted(small), metavar="NAME", help="experiments to make"
    )
    parser.add_argument(
        "--jobs", type=int, help="processes, a run each (default: as many as there are cores)"
    )
    parser.add_argument(
        "--profile",
        choices=("small", "large"),
        default="small",
        help="small: what pages quote, on two cores; large: 27 M parameters, for a GPU",
    )
    parser.add_argument("--device", help="of the large profile: cuda (default) or cpu")
    parser.add_argument("--steps", type=int, help="of the large profile: shorten all runs alike")
    parser.add_argument(
        "--done",
        action="store_true",
        default=None,
        help="of the large profile: make no run, and the record of those that are done",
    )
    given = parser.parse_args(arguments)
    if given.profile == "large":
        if given.only or given.jobs:
            parser.error("--only and --jobs are of the small profile")
        made = [_large(given.device or "cuda", given.steps, only_done=bool(given.done))]
    elif not_here := [name for name in OF_LARGE if getattr(given, name) is not None]:
        parser.error(f"--{not_here[0]} needs --profile large: small models are made for the CPU")
    else:
        chosen = [small[name] for name in given.only or sorted(small)]
        made = perform_all(chosen, scratch=SCRATCH, jobs=given.jobs)
    for record in made:
        print(f"{record.name}: {len(record.runs)} runs, {record.cpu_seconds:.0f} processor seconds")


def _large(device: str, steps: int | None, *, only_done: bool) -> Record:
    if not large.TOKENS.exists():
        large.prepare()
    changed = {"device": device} | ({} if steps is None else {"steps": steps})
    make = recorded_so_far if only_done else perform
    return make(large.EXPERIMENT, scratch=SCRATCH, **changed)


if __name__ == "__main__":
    main()
