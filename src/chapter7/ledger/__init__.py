"""The ledger of statements: what is said, what comes out, the verdict, the source.

Rows C01 to C85 are the statements of the text that this chapter grew from, in our words; rows L01
and up are the literature's figures that our pages quote. The data stand in `rows/`; every number
that can be computed is computed here, from the other modules.

`python -m chapter7.ledger` prints a summary, with `--csv` the rows.
"""

import argparse
import csv
import inspect
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chapter7 import density, sources
from chapter7.published import fits, models, results
from chapter7.quantities import NO_BREAK, significant

VERDICTS = ("exact", "rounded", "wrong unit", "wrong", "needs nuance", "opinion")
"""What a row can come to, in the order in which it is listed."""
SETTLED_BY = ("computation", "experiment", "paper", "none")
"""What settles a row. "none" means that nothing public does."""
RELATIONS = ("equal", "below", "between")
"""How a stated number is meant, as the value itself, an upper bound, or a range [low, high]."""

EXACT, ROUNDED, THOUSAND = 0.005, 0.05, 0.10
"""Largest relative errors of the verdicts exact and rounded, and of wrong unit once the factor of a
thousand is taken out."""

CONTEXT = results.DEEPSEEK_BATCH[1]
"""Tokens of one sequence in the statements about a training step."""
GIGA = 1e9
ADAM_FLOPS = 14
"""FLOPs of one Adam update per parameter, 3 for the mean, 4 for the square, 2 to correct them and 5
for the step (Kingma & Ba 2015, algorithm 1)."""
LEDGER = Path(__file__).with_name("rows") / "bottleneck.yaml"


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the ledger.

    Args:
        id: C01..C85 or L01...
        section: the part of the text it stood in.
        statement: what is said, in a few words of ours (MyST Markdown).
        note: what a reader should be told (MyST Markdown).
        settled: one of SETTLED_BY.
        stated: the number that is stated; a pair if `relation` is "between"; None: none is.
        unit: of `stated` and of the value; None: the row has no number.
        relation: one of RELATIONS.
        function: name of the function in FUNCTIONS that computes the value; None: none can.
        given: its arguments.
        typed: the verdict of a row that no rule can judge; None if `judge` derives it.
        reason: why that verdict.
        references: pairs of a bibliography key and the place in it.
        page: the page of the book that treats it, without its suffix; None: no page does.
    """

    id: str
    section: str
    statement: str
    note: str
    settled: str
    stated: float | tuple[float, float] | None = None
    unit: str | None = None
    relation: str = "equal"
    function: str | None = None
    given: Mapping[str, Any] | None = None
    typed: str | None = None
    reason: str | None = None
    references: tuple[tuple[str, str], ...] = ()
    page: str | None = None

    @property
    def judged(self) -> bool:
        """Whether the verdict is derived from a stated and a computed number."""
        return self.stated is not None and self.function is not None

    @property
    def anchor(self) -> str:
        """The id of the place on its page that links to this row."""
        return f"claim-{self.id.lower()}"


FUNCTIONS: dict[str, tuple[Callable[..., float], str | None]] = {}
"""Functions that compute a row's value, each with its unit (None if the row says it)."""


def _computes(unit: str | None) -> Callable:
    def register(function: Callable[..., float]) -> Callable[..., float]:
        FUNCTIONS[function.__name__] = function, unit
        return function

    return register


def model_named(name: str) -> models.Model:
    """The published model of that name. Raises: ValueError: there is none."""
    for model in models.PUBLISHED:
        if model.name == name:
            return model
    raise ValueError(f"no published model is called {name!r}")


def parameter_count(params: float | str) -> float:
    """Parameters, given as a number or as a model's name and basis: "DeepSeek-V3 activated".

    Raises: ValueError: an unknown model, or a basis other than "activated" and "all".
    """
    if not isinstance(params, str):
        return params
    name, _, basis = params.rpartition(" ")
    if basis not in ("activated", "all"):
        raise ValueError(f'parameters must be a number or "MODEL activated|all", got {params!r}')
    model = model_named(name)
    return model.n_activated if basis == "activated" else model.n_total


@_computes("FLOP/token")
def flops_per_token(params: float | str) -> float:
    """Training FLOPs of one token, 6 N."""
    return density.training_flops(parameter_count(params), 1)


@_computes("FLOP")
def flops_per_step(params: float | str) -> float:
    """Training FLOPs of one sequence, 6 N T."""
    return density.training_flops(parameter_count(params), CONTEXT)


@_computes("FLOP/parameter/token")
def flops_per_param() -> float:
    """The 6 of 6 N T."""
    return float(density.FLOPS_PER_PARAM)


@_computes("FLOP/parameter/token")
def optimizer_flops() -> float:
    """Adam's FLOPs per parameter, spread over the tokens of one of DeepSeek-V3's steps."""
    return ADAM_FLOPS / math.prod(results.DEEPSEEK_BATCH)


@_computes("FLOP/s")
def implied_rate(params: str) -> float:
    """FLOP/s of one GPU, had DeepSeek-V3's pre-training executed `params` for each token."""
    flops = density.training_flops(parameter_count(params), models.DEEPSEEK_V3.n_tokens)
    return flops / (results.DEEPSEEK_PRETRAINING_GPU_HOURS * 3_600)


@_computes("bits/token")
def label_bits(vocab: int) -> float:
    """Ceiling of one label, log2 V."""
    return density.supervisory_bits(1, vocab)


@_computes("bits")
def ceiling_bits(vocab: int, k: int = 1) -> float:
    """Ceiling of all labels of one sequence with its last label: T + ... + (T - k + 1) labels."""
    return density.target_count(CONTEXT + 1, k) * density.supervisory_bits(1, vocab)


@_computes("bits/token")
def residual_bits_per_token(model: str) -> float:
    """What a trained model finds surprising in a token, by Chinchilla's fit."""
    trained = model_named(model)
    return fits.chinchilla_bits(trained.n_total, trained.n_tokens)


@_computes("bits")
def residual_bits(model: str) -> float:
    """The same for one sequence."""
    return CONTEXT * residual_bits_per_token(model)


@_computes("bits/step")
def batch_bits(model: str) -> float:
    """The same for one of DeepSeek-V3's steps, a batch of sequences."""
    return math.prod(results.DEEPSEEK_BATCH) * residual_bits_per_token(model)


@_computes("bits/GFLOP")
def residual_density(params: float | str, bits: float) -> float:
    """Bits per GFLOP if each label is worth `bits`."""
    return bits / flops_per_token(params) * GIGA


@_computes("bits/FLOP")
def ceiling_density_per_flop(params: float | str, vocab: int) -> float:
    """Ceiling bits per FLOP."""
    return density.supervisory_density(parameter_count(params), vocab)


@_computes("bits/GFLOP")
def ceiling_density(params: float | str, vocab: int) -> float:
    """Ceiling bits per GFLOP."""
    return ceiling_density_per_flop(params, vocab) * GIGA


@_computes("bits/GFLOP")
def two_token_density() -> float:
    """Ceiling bits per GFLOP of DeepSeek-V3 with its module, over activated parameters."""
    v3 = models.DEEPSEEK_V3
    module = density.module_params(v3, basis="activated")
    rho = density.supervisory_density(v3.n_activated, v3.vocab_size, 2, extra_params=module)
    return rho * GIGA


@_computes("times")
def two_token_gain() -> float:
    """Density of DeepSeek-V3 with its module over that without."""
    v3 = models.DEEPSEEK_V3
    return two_token_density() / ceiling_density("DeepSeek-V3 activated", v3.vocab_size)


@_computes("times")
def density_ratio(small: float | str, large: float | str) -> float:
    """How many times the density of the larger model the smaller one has, at one vocabulary."""
    return parameter_count(large) / parameter_count(small)


@_computes("times")
def fall_with_context(model: str, context: int) -> float:
    """How many times attention lowers the density at a context, against 6 N T alone."""
    m = model_named(model)
    attention = density.attention_flops(m.n_layers, m.d_model, context)
    return 1 + attention / density.training_flops(m.n_activated, 1)


@_computes("fraction")
def vocabulary_cost(model: str, vocab: int) -> float:
    """Parameters that an output head for `vocab` tokens adds, as a share of the model's."""
    m = model_named(model)
    return (vocab - m.vocab_size) * m.d_model / m.n_total


@_computes("fraction")
def head_share(params: str) -> float:
    """A bare head of the model as a share of its parameters on the basis named."""
    m = model_named(params.rpartition(" ")[0])
    return density.bare_head_params(m.d_model, m.vocab_size, 2) / parameter_count(params)


@_computes("fraction")
def module_share() -> float:
    """DeepSeek-V3's module as a share of the parameters that a token passes through."""
    v3 = models.DEEPSEEK_V3
    return density.module_params(v3, basis="activated") / v3.n_activated


@_computes("parameters")
def module_parameters() -> float:
    """Parameters that DeepSeek-V3's module stores of its own."""
    return density.module_params(models.DEEPSEEK_V3, basis="own")


@_computes("tokens")
def vocabulary(model: str) -> float:
    """Rows of a model's embedding table."""
    return float(model_named(model).vocab_size)


@_computes("parameters")
def stored_parameters(model: str) -> float:
    """Parameters that a model stores."""
    return float(model_named(model).n_total)


@_computes("tokens/parameter")
def tokens_per_parameter(model: str) -> float:
    """Training tokens over all parameters."""
    m = model_named(model)
    return m.n_tokens / m.n_total


@_computes("bits")
def total_correlation(n: int) -> float:
    """What n independent heads lose on the two-state chain of the page on supervisory density."""
    return sources.MarkovChain([[0.9, 0.1], [0.2, 0.8]]).total_correlation(n)


@_computes("bits/token")
def learned_bits(model: str) -> float:
    """Bits per training token that a run extracts (our derivation)."""
    return fits.learned_bits_per_token(model_named(model).n_tokens)


@_computes("GPU-hours")
def a100_hours(params: float, tokens: float) -> float:
    """A100 hours of a training run at 40 % of the peak."""
    return density.gpu_hours(density.training_flops(params, tokens), results.A100_PEAK, 0.4)


@_computes("dollars")
def training_bill() -> float:
    """DeepSeek-V3's hours at the price that its report assumes."""
    return results.DEEPSEEK_GPU_HOURS * results.DEEPSEEK_DOLLARS_PER_HOUR


@_computes("fraction")
def loss_weight_step() -> float:
    """Share of DeepSeek-V3's training after which the loss weight steps down."""
    (_, early), (_, rest) = results.DEEPSEEK_LOSS_WEIGHTS
    return early / (early + rest)


@_computes("tokens")
def loss_weight_tokens() -> float:
    """Tokens for which the report gives a loss weight."""
    return sum(tokens for _, tokens in results.DEEPSEEK_LOSS_WEIGHTS)


@_computes("times")
def expected_speed_up() -> float:
    """Speed-up (1 + a) / (1 + c) for the middle of DeepSeek's acceptance and its module's cost."""
    accepted = sum(results.DEEPSEEK_ACCEPTANCE) / 2
    return (1 + accepted) / (1 + module_share())


@_computes("points")
def task_gain(task: str, size: float) -> float:
    """Change of pass@1 with four parallel heads, in points."""
    one, _, four = _gloeckle(task, size)
    return four - one


@_computes("fraction")
def relative_gain(task: str, size: float) -> float:
    """The same as a share of the score with one head."""
    one, _, four = _gloeckle(task, size)
    return four / one - 1


@_computes("bits/byte")
def pile_difference() -> float:
    """Bits per byte on the Pile: DeepSeek-V3 less Llama-3.1-405B, which has no such module."""
    pile = results.PILE_BITS_PER_BYTE
    return pile["DeepSeek-V3"] - pile["Llama-3.1-405B"]


@_computes(None)
def quoted(name: str, at: Sequence = ()) -> float:
    """A figure of `published.results`: the constant `name`, then each key or index of `at`."""
    figure = getattr(results, name)
    for key in at:
        figure = figure[key]
    return float(figure)


def _gloeckle(task: str, size: float) -> tuple[float, float, float]:
    tables = {"MBPP": results.GLOECKLE_MBPP, "HumanEval": results.GLOECKLE_HUMANEVAL}
    return tables[task][size]


def value(claim: Claim) -> float | None:
    """The row's number, computed; None if nothing computes it."""
    if claim.function is None:
        return None
    function, _ = FUNCTIONS[claim.function]
    return float(function(**(claim.given or {})))


def judge(
    stated: float | tuple[float, float], computed: float, relation: str = "equal", unit: str = ""
) -> str:
    """The verdict that follows from a stated and a computed number.

    equal: within 0.5 % exact, within 5 % rounded; within 10 % of a factor of 1000, wrong unit; else
    wrong. below: exact if the value is below the bound; wrong unit if it is so only once a unit per
    GFLOP is read as per MFLOP; else wrong. between: exact inside the range, wrong outside.

    Args:
        stated: the number stated; a pair (low, high) for "between".
        computed: the value, in the same unit.
        relation: one of RELATIONS.
        unit: matters to "below" only.
    """
    if relation == "between":
        return "exact" if stated[0] <= computed <= stated[1] else "wrong"
    if relation == "below":
        if computed < stated:
            return "exact"
        return "wrong unit" if unit.endswith("/GFLOP") and computed / 1000 < stated else "wrong"
    if stated == 0 or computed == 0:
        return "exact" if stated == computed else "wrong"
    ratio = stated / computed
    if abs(ratio - 1) <= EXACT:
        return "exact"
    if abs(ratio - 1) <= ROUNDED:
        return "rounded"
    thousands = any(abs(ratio * factor - 1) <= THOUSAND for factor in (1000, 1 / 1000))
    return "wrong unit" if thousands else "wrong"


def verdict(claim: Claim) -> str:
    """One of VERDICTS: derived where a stated number can be computed, else as typed."""
    if claim.judged:
        return judge(claim.stated, value(claim), claim.relation, claim.unit)
    return claim.typed


def load(path: Path | str = LEDGER) -> tuple[Claim, ...]:
    """The rows of the ledger, checked.

    Raises: ValueError: the message names the row and the rule that it breaks.
    """
    rows = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} must hold a list of rows")
    claims = tuple(_claim(row) for row in rows)
    for name, n in Counter(claim.id for claim in claims).items():
        _require(n == 1, name, f"stands {n} times")
    return claims


def summary(claims: Sequence[Claim] | None = None) -> dict[str, int]:
    """How many rows come to each verdict."""
    count = Counter(verdict(claim) for claim in (load() if claims is None else claims))
    return {name: count[name] for name in VERDICTS}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: a summary, or the rows as CSV."""
    parser = argparse.ArgumentParser(prog="python -m chapter7.ledger", description="The ledger.")
    parser.add_argument("--csv", action="store_true", help="write every row as CSV")
    claims = load()
    if parser.parse_args(arguments).csv:
        _write_csv(claims)
    else:
        _print_summary(claims)
    return 0


def _print_summary(claims: Sequence[Claim]) -> None:
    ours = sum(claim.id.startswith("L") for claim in claims)
    print(f"{len(claims)} rows: {len(claims) - ours} statements, {ours} figures of the literature")
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
        ["id", "value", "unit", "verdict", "stated", "relation", "settled", "reference", "page"]
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
                claim.page or "",
            ]
        )


def _plain(stated: float | tuple[float, float] | None) -> str:
    if stated is None:
        return ""
    return "..".join(f"{n:g}" for n in stated) if isinstance(stated, tuple) else f"{stated:.6g}"


def stated_text(claim: Claim) -> str:
    """The stated number as a text, with its unit; empty if none is stated."""
    if claim.stated is None:
        return ""
    numbers = claim.stated if isinstance(claim.stated, tuple) else (claim.stated,)
    text = with_unit(claim.unit, *numbers)
    return f"below {text}" if claim.relation == "below" else text


def value_text(claim: Claim) -> str:
    """The computed number as a text, with its unit; empty if nothing computes it."""
    computed = value(claim)
    stated = claim.stated if isinstance(claim.stated, float) else 0.0
    return (
        ""
        if computed is None
        else with_unit(claim.unit, computed, digits=max(3, _digits(stated) % 7))
    )


def with_unit(unit: str, *numbers: float, digits: int = 3) -> str:
    """One number, or the two ends of a range, with a unit of the ledger as one reads it.

    A number that has up to six digits is written out; a longer one is rounded to `digits`.
    """
    scale, word = (100, "%") if unit == "fraction" else (1, re.sub("/(?!s$)", " per ", unit))
    text = " to ".join(_written(scale * number, digits) for number in numbers)
    return f"{text}{NO_BREAK}{word}"


def _written(number: float, digits: int) -> str:
    text = significant(number, _digits(number) if _digits(number) <= 6 else digits)
    return text.replace("-", "−").replace(" × ", "\u00a0×\u00a0")


def _digits(number: float) -> int:
    """The significant digits that a number has; 7 stands for more than six."""
    return next((n for n in range(1, 7) if math.isclose(float(f"{number:.{n - 1}e}"), number)), 7)


def _claim(row: dict) -> Claim:
    name = str(row.get("id"))
    _require(re.fullmatch(r"[CL]\d\d", name), name, "id must be C or L and two digits")
    row = dict(row)
    row["typed"] = row.pop("verdict", None)
    unknown = sorted(set(row) - set(Claim.__dataclass_fields__))
    _require(not unknown, name, f"does not know the fields {unknown}")
    for field in ("section", "statement", "note", "settled"):
        _require(isinstance(row.get(field), str), name, f"{field} must be a text")
    row["stated"] = _stated(name, row.get("stated"), row.get("relation", "equal"))
    row["references"] = tuple(_reference(name, text) for text in row.get("references", ()))
    claim = Claim(**row)
    _check_number(claim)
    _check_verdict(claim)
    return claim


def _stated(name: str, stated: Any, relation: str) -> float | tuple[float, float] | None:
    _require(relation in RELATIONS, name, f"relation must be one of {RELATIONS}")
    if stated is None:
        return None
    numbers = stated if relation == "between" else [stated]
    _require(
        isinstance(numbers, list)
        and len(numbers) == (2 if relation == "between" else 1)
        and all(type(n) in (int, float) and math.isfinite(n) for n in numbers),
        name,
        f"stated must be a number, or two for between, got {stated!r}",
    )
    return tuple(map(float, numbers)) if relation == "between" else float(stated)


def _reference(name: str, text: Any) -> tuple[str, str]:
    _require(isinstance(text, str) and text.strip(), name, "a reference must be KEY, PLACE")
    key, _, place = text.partition(",")
    return key.strip(), place.strip()


def _check_number(claim: Claim) -> None:
    number = claim.stated is not None or claim.function is not None
    _require(bool(claim.unit) == number, claim.id, "needs a unit if, and only if, it has a number")
    if claim.function is None:
        _require(claim.given is None, claim.id, "has arguments but no function")
        return
    _require(claim.function in FUNCTIONS, claim.id, f"no function is called {claim.function!r}")
    function, unit = FUNCTIONS[claim.function]
    _require(
        unit in (None, claim.unit),
        claim.id,
        f"unit {claim.unit!r}, but the function gives {unit!r}",
    )
    try:
        inspect.signature(function).bind(**(claim.given or {}))
    except TypeError as error:
        _require(False, claim.id, f"arguments of {claim.function}: {error}")


def _check_verdict(claim: Claim) -> None:
    _require(claim.settled in SETTLED_BY, claim.id, f"settled must be one of {SETTLED_BY}")
    if claim.judged:
        _require(claim.typed is None, claim.id, "its verdict is derived and must not be typed")
        return
    _require(claim.typed in VERDICTS, claim.id, f"verdict must be one of {VERDICTS}")
    _require(claim.reason, claim.id, "a typed verdict needs a reason")


def _require(holds: Any, name: str, rule: str) -> None:
    if not holds:
        raise ValueError(f"ledger, row {name}: {rule}")
