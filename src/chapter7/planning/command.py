"""The command line: `python -m chapter7.planning config.json` prints a plan."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from chapter7.planning.plan import Extra, Plan, plan
from chapter7.quantities import parameters, significant, with_prefix, with_unit

Row = tuple[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: a table, or JSON; what cannot be counted is told, with status 2."""
    parser = argparse.ArgumentParser(
        prog="python -m chapter7.planning",
        description="What multi-token prediction costs for a model, from its config.json.",
    )
    parser.add_argument("config", type=Path, help="the file, under Hugging Face's names")
    parser.add_argument("--batch", type=int, default=1, help="B, sequences a step (default: 1)")
    parser.add_argument(
        "--context", type=int, default=4_096, help="T, tokens of a sequence (default: 4096)"
    )
    parser.add_argument(
        "--k", type=int, default=2, help="tokens predicted per position, the next one included (2)"
    )
    parser.add_argument(
        "--chunk", type=int, default=256, help="positions of a chunk of the loss (256)"
    )
    parser.add_argument(
        "--number-bytes", type=float, default=4, help="bytes of a logit (4: single precision)"
    )
    parser.add_argument(
        "--survivals",
        type=float,
        nargs="+",
        metavar="S",
        help="for drafts 1, 2, ...: share of rounds that keep this draft and all before it",
    )
    parser.add_argument(
        "--verify", type=float, default=1.0, help="cost of verifying a round, in plain passes (1)"
    )
    parser.add_argument(
        "--draft",
        type=float,
        help="cost of one draft, in plain passes (a module's share of the FLOPs)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = vars(parser.parse_args(arguments))
    path, as_json = given.pop("config"), given.pop("json")
    try:
        made = plan(read_config(path), **given)
    except (OSError, TypeError, ValueError, OverflowError) as error:
        parser.exit(2, f"{parser.prog}: error: {error}\n")
    print(json.dumps(asdict(made), indent=2) if as_json else table(made))
    return 0


def read_config(path: Path) -> object:
    """What a file holds. Raises ValueError, OSError: it is no JSON, or cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or no JSON
        raise ValueError(f"{path} must hold JSON: {error}") from None


def table(made: Plan) -> str:
    """A plan as lines of a name and a value, in groups with a title."""
    groups = [
        (f"{made.family}: {made.n_layers} layers, d = {made.d_model}", _counts(made)),
        (f"Training, per token, at T = {made.context}", _training(made)),
        (f"k = {made.k}", [*_on_top("heads", made.heads), *_on_top("modules", made.modules)]),
        (f"Logits of k heads, B = {made.batch}", _logits(made)),
        ("Decoding", _decoding(made)),
    ]
    wide = max(len(name) for _, rows in groups for name, _ in rows)
    return "\n\n".join(
        "\n".join([title, *(f"  {name:{wide}}  {value}" for name, value in rows)])
        for title, rows in groups
        if rows
    )


def _counts(made: Plan) -> list[Row]:
    rows = [
        ("parameters", _counted(made.total)),
        ("activated", _counted(made.activated)),
        ("activated, without the embedding", _counted(made.activated_without_embedding)),
        ("multiplied with a token, N", _counted(made.multiplied)),
    ]
    if made.shipped_modules:
        name = f"{made.shipped_modules} module{'s' * (made.shipped_modules > 1)} beside these"
        rows.append((name, _counted(made.shipped_params)))
    return rows


def _training(made: Plan) -> list[Row]:
    return [
        ("FLOPs of the weights, 6 N", with_prefix(made.weight_flops_per_token, "FLOP")),
        ("FLOPs of attention", with_prefix(made.attention_flops_per_token, "FLOP")),
        ("FLOPs, both", with_prefix(made.flops_per_token, "FLOP")),
        ("density, log2 V / 6 N", _bits(made.density)),
        ("density, attention included", _bits(made.density_with_attention)),
    ]


def _on_top(name: str, extra: Extra) -> list[Row]:
    """What extra heads or modules add; nothing at k = 1."""
    if not extra.params:
        return []
    return [
        (f"{name}: parameters of their own", _counted(extra.params)),
        (f"{name}: FLOPs per token on top", with_prefix(extra.flops_per_token, "FLOP")),
        (f"{name}: share of the model's FLOPs", with_unit(100 * extra.share, "%")),
        (f"{name}: density, all k losses", _bits(extra.density)),
    ]


def _logits(made: Plan) -> list[Row]:
    return [
        ("all at once", with_prefix(made.logits_bytes, "B")),
        ("head by head", with_prefix(made.logits_bytes_head_by_head, "B")),
        (f"in chunks of {made.chunk}", with_prefix(made.logits_bytes_in_chunks, "B")),
    ]


def _decoding(made: Plan) -> list[Row]:
    drafts = made.drafts
    if drafts is None:
        return []
    return [
        ("tokens per round", significant(drafts.tokens_per_round)),
        ("cost of verifying, in passes", significant(drafts.verify)),
        ("cost of a draft, in passes", significant(drafts.draft)),
        ("speed-up", significant(drafts.speed_up)),
    ]


def _counted(count: int) -> str:
    return f"{parameters(count)} ({count:,})"


def _bits(density: float) -> str:
    return with_unit(density * 1e9, "bits per GFLOP")
