"""Visits in, Markdown out. Measures nothing."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from bench.lighthouse import CATEGORIES, KINDS, Visit

MEASURES: dict[str, tuple[str, Callable[[Visit], float], int]] = {
    "weight": ("kB on the wire", lambda v: sum(v.weight.values()), 0),
    "requests": ("requests", lambda v: v.requests, 0),
    "lcp": ("LCP, s", lambda v: v.lcp, 2),
    "shift": ("layout shift", lambda v: v.shift, 3),
    **{name: (name, lambda v, name=name: v.scores[name], 0) for name in CATEGORIES},
}
"""Name: its heading, the value of a visit, decimals."""
Pages = dict[str, tuple[list[Visit], list[Visit]]]
"""Visits by page: ours, and the default book's."""


def number(value: float, decimals: int) -> str:
    """A number for a table; it has no digits after the point if it has none."""
    return f"{value:,.{decimals}f}"


def spread(values: Sequence[float], decimals: int) -> str:
    """The median, and from where to where the values go if that shows."""
    middle, low, high = (number(f(values), decimals) for f in (median, min, max))
    return middle if low == high else f"{middle} ({low}–{high})"


def ratio(ours: float, default: float) -> str:
    """Ours over the default, to two digits; a dash where the default is nothing."""
    return f"{ours / default:.2g}" if default else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are numbers."""
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def summary(pages: Pages) -> str:
    """Each measure over all pages: the pages' middle and the worst page, ours and the default's."""
    head = ["", "ours: middle page", "worst page", "default: middle page", "worst page", "ratio"]
    return table(head, [_summary_row(pages, name) for name in MEASURES])


def _summary_row(pages: Pages, name: str) -> list[str]:
    heading, read, decimals = MEASURES[name]
    worst = min if name in CATEGORIES else max
    sides = [[median(map(read, visits[side])) for visits in pages.values()] for side in (0, 1)]
    cells = [number(f(side), decimals) for side in sides for f in (median, worst)]
    return [heading, *cells, ratio(*map(median, sides))]


def weights(pages: Pages, side: int) -> str:
    """kB by kind for each page, and requests; side 0 is ours, 1 the default's."""
    kinds = [*KINDS.values(), "other"]
    rows = []
    for page, visits in pages.items():
        by_kind = [median(v.weight[kind] for v in visits[side]) for kind in kinds]
        requests = number(median(v.requests for v in visits[side]), 0)
        rows.append([page, *(number(n, 0) for n in (sum(by_kind), *by_kind)), requests])
    return table(["page", "all", *kinds, "requests"], rows)


def speed(pages: Pages) -> str:
    """Weight, LCP, shift and performance for each page: ours, the default's, the ratio."""
    names = ("weight", "lcp", "shift", "performance")
    head = ["page"]
    for name in names:
        head += [f"{MEASURES[name][0]}: ours", "default", "ratio"]
    rows = []
    for page, (ours, default) in pages.items():
        row = [page]
        for name in names:
            _, read, decimals = MEASURES[name]
            values = [[read(v) for v in visits] for visits in (ours, default)]
            row += [*(spread(v, decimals) for v in values), ratio(*map(median, values))]
        rows.append(row)
    return table(head, rows)


def qualities(pages: Pages) -> str:
    """The scores that do not depend on speed, for each page: ours / the default's."""
    names = CATEGORIES[1:]
    rows = [
        [
            page,
            *(
                " / ".join(spread([v.scores[name] for v in visits], 0) for visits in both)
                for name in names
            ),
        ]
        for page, both in pages.items()
    ]
    return table(["page", *names], rows)


def findings(pages: Pages, side: int) -> str:
    """The audits that failed on some page, performance apart, each with its pages."""
    found: dict[str, list[str]] = {}
    for page, visits in pages.items():
        for audit in sorted({name for v in visits[side] for name in v.findings}):
            found.setdefault(audit, []).append(page)
    lines = [f"- `{audit}`: {_named(where, len(pages))}" for audit, where in sorted(found.items())]
    return "\n".join(lines) or "None."


def _named(where: list[str], of: int) -> str:
    return "every page" if len(where) == of else ", ".join(where)
