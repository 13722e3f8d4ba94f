"""Answers to the assignment `decoding`, right and wrong."""

from tests.coursework.subjects.subject import NONE, Answers, Subject

ROUNDS = """\
def verified_rounds(p, q, drafted, u):
    rows, g = drafted.shape
    out = np.full((rows, g + 1), -1)
    for b in range(rows):
        at, weights = g, p[b, g]
        for i, x in enumerate(drafted[b]):
            if KEEPS:
                out[b, i] = x
                continue
            at, weights = i, WEIGHTS
            if not weights.any():
                weights = p[b, i]
            break
        out[b, at] = (weights.cumsum() > u[b, g] * weights.sum()).argmax()
    return out"""
KEEPS = "u[b, i] < p[b, i, x] / q[b, i, x]"
WEIGHTS = "np.maximum(p[b, i] - q[b, i], 0)"


def rounds(keeps: str = KEEPS, weights: str = WEIGHTS) -> str:
    """An answer to question 2 that keeps, or draws, as it is told."""
    return ROUNDS.replace("KEEPS", keeps).replace("WEIGHTS", weights)


LOG = """\
def three_acceptances(drafted, kept):
    places = range(1, max(drafted) + 1)
    asked = [drafted >= j for j in places]
    survival = [(kept[a] >= j).mean() for a, j in zip(asked, places)]
    conditional = [(kept[a & (kept >= j - 1)] >= j).mean() for a, j in zip(asked, places)]
    accepted = sum(kept) / sum(drafted)
    return """
DICTIONARY = "{'survival': survival, 'conditional': conditional, 'accepted': accepted}"
PAYING = """\
def drafts_that_pay(conditional, passes, draft):
    best, gains = [], []
    for i, times in enumerate(passes):
        gain = []
        for g in range(len(conditional) + 1):
            tokens = TOKENS
            gain.append(tokens * times[0] / (VERIFY + g * draft[i]))
        best.append(int(np.argmax(gain)))
        gains.append(max(gain))
    return best, gains"""
TOKENS = "1 + sum(np.prod(conditional[:j]) for j in range(1, g + 1))"


def paying(tokens: str = TOKENS, verify: str = "times[g]") -> str:
    """An answer to question 4 whose rounds have other tokens, or cost otherwise."""
    return PAYING.replace("TOKENS", tokens).replace("VERIFY", verify)


BATCH = """\
def passes_of_a_batch(kept, n_tokens):
    def passes(advances):
        return int((np.cumsum(advances) >= n_tokens).argmax()) + 1
    own = [passes(row + 1) for row in kept]
    step = passes(kept.min(axis=0) + 1)
    idle = 1 - sum(own) / (len(own) * max(own))
    return """
WEIGHT = """\
def converted_weight(value, of, to, targets, positions):
    D = len(targets) - 1
    def count(rule, j):
        return {"own": targets[j], "next": targets[0], "all": positions}[rule.split()[1]]
    def share(rule):
        return 1 / D if rule.startswith("mean") else 1
    return """
PAIRED = """\
def paired_difference(first, second, resamples):
    d = second - first
    means = d[resamples].mean(axis=1)
    return """

MISCONCEPTIONS = Answers(
    {
        "q1": "def acceptance(p, q):\n    return p @ q, p[np.argmax(q)]",
        "q2": rounds("u[b, i] <= p[b, i, x] / q[b, i, x]"),
        "q3": LOG
        + DICTIONARY.replace(": conditional", ": np.divide(survival, [1, *survival[:-1]])"),
        "q4": paying("1 + sum(conditional[:g])"),
        "q5": BATCH.replace("row + 1", "row").replace("axis=0) + 1", "axis=0)")
        + "step, max(own), idle",
        "q6": WEIGHT + "[value * count(to, j) / count(of, j) for j in range(1, D + 1)]",
        "q7": PAIRED
        + "d.mean(), *np.quantile(second[resamples].mean(1) - first[resamples[::-1]].mean(1), [.025, .975])",
    },
    NONE,
    says=(
        "two independent draws",
        "At u = 0 you kept a token",
        "two are shares of different rounds",
        "multiply the conditionals first",
        "one token more than it keeps",
        "shares its weight among the depths",
        "You resampled the two apart",
    ),
)
MORE_MISCONCEPTIONS = Answers(
    {
        "q1": "def acceptance(p, q):\n    return 1 - abs(p - q).sum(), p[q.argmax()]",
        "q2": rounds(weights="p[b, i]"),
        "q3": LOG.replace("(kept[a] >= j).mean()", "(kept >= j).mean()") + DICTIONARY,
        "q4": paying(verify="times[max(g - 1, 0)]"),
        "q5": BATCH + "step, int(np.ceil(n_tokens / (kept + 1).mean())), idle",
        "q6": WEIGHT
        + "[np.mean([value * share(of) / share(to) * count(to, j) / count(of, j) for j in range(1, D + 1)])] * D",
        "q7": PAIRED + "d.mean(), *np.quantile(means, [.05, .95])",
    },
    NONE,
    says=(
        "counts each shift of probability twice",
        "you drew from p itself",
        "You divided by all rounds",
        "looks at g + 1 places of each text, not at g",
        "which the average hides",
        "You gave one number for all depths",
        "leaves 2.5 % at each end",
    ),
)
NEAR_MISSES = Answers(
    {
        "q1": "def acceptance(p, q):\n"
        "    return np.minimum(p, q).sum(), p[len(q) - 1 - np.argmax(q[::-1])]",
        "q2": rounds(weights="np.where(np.arange(p.shape[2]) == x, 0, p[b, i])"),
        "q3": LOG.replace("kept[a & (kept >= j - 1)]", "kept[kept >= j - 1]") + DICTIONARY,
        "q4": paying().replace(
            "int(np.argmax(gain))", "len(gain) - 1 - int(np.argmax(gain[::-1]))"
        ),
        "q5": BATCH.replace(
            "step = passes(kept.min(axis=0) + 1)",
            "step = int(np.ceil(n_tokens / (kept.min(axis=0) + 1).mean()))",
        )
        + "step, max(own), idle",
        "q7": PAIRED + "np.median(d), *np.quantile(means, [.025, .975])",
    },
    # Equals are in the visible check of question 4 alone.
    {"q1": 0, "q2": 0, "q3": 0, "q4": 2, "q5": 0, "q7": 0},
    says=(
        "You drew from p without the drafted token",
        "one that ended before it has refused nothing",
        "take the fewest",
    ),
)
NOTHING_LEFT = Answers(
    {
        "q2": rounds().replace(
            "            if not weights.any():\n                weights = p[b, i]",
            "            if not weights.any():\n                weights = p[b, g]",
        ),
        # A place that was drafted and never kept.
        "q3": LOG.replace("max(drafted) + 1", "max(kept) + 1") + DICTIONARY,
    },
    {"q2": 1, "q3": 2},
    says=("not from its last row",),
)
OTHER_KINDS = Answers(
    {
        "q1": "def acceptance(p, q):\n    return np.array([[np.minimum(p, q).sum(), p[q.argmax()]]])[0]",
        "q2": rounds().replace("return out", "return out.astype(float).tolist()"),
        "q3": LOG
        + "{'accepted': np.float64(accepted), 'conditional': tuple(conditional), 'survival': np.array(survival)}",
        "q4": paying().replace("return best, gains", "return np.array([best, gains])"),
        "q5": BATCH + "np.array([step, max(own), idle])",
        "q6": WEIGHT
        + "tuple(value * share(of) / share(to) * count(to, j) / count(of, j) for j in range(1, D + 1))",
        "q7": PAIRED + "[d.mean(), *np.quantile(means, [.025, .975]).tolist()]",
    }
)
SINGLE = Answers(
    {
        "q1": "def acceptance(p, q):\n"
        "    p, q = p.astype('float32'), q.astype('float32')\n"
        "    return np.minimum(p, q).sum(), p[q.argmax()]",
        "q2": rounds().replace(
            "    rows, g", "    p, q, u = (x.astype('float32') for x in (p, q, u))\n    rows, g"
        ),
        "q4": paying().replace(
            "    best, gains = [], []",
            "    conditional, passes = conditional.astype('float32'), passes.astype('float32')\n"
            "    best, gains = [], []",
        ),
        "q7": PAIRED.replace("first\n", "first\n    d = d.astype('float32')\n")
        + "d.mean(), *np.quantile(means, [.025, .975])",
    }
)
NO_NUMBERS = Answers(
    {
        "q1": "def acceptance(p, q):\n    return (x for x in (np.minimum(p, q).sum(), p[q.argmax()]))",
        "q2": rounds().replace("return out", "return map(list, out)"),
        "q3": LOG + "lambda: " + DICTIONARY,
        "q4": paying().replace("return best, gains", "return type('Plan', (), {'best': best})()"),
        "q5": BATCH + "print(step, max(own), idle)",
        "q6": WEIGHT + "{j: value for j in range(D)}",
        "q7": PAIRED + "means",
    },
    NONE,
    says=(
        "gave a value of type generator",
        "gave a value of type map",
        "gave a value of type function, where a dictionary was due",
        "gave a value of type Plan",
        "gave nothing",
        "gave a value of type dict",
        "it should be (3,)",
    ),
)
TEXTS = Answers(
    {
        "q1": "def acceptance(p, q):\n    return f'{np.minimum(p, q).sum()} and {p[q.argmax()]}'",
        "q2": rounds().replace("return out", "return out.astype(str).tolist()"),
        "q3": LOG + f"str({DICTIONARY})",
        "q5": BATCH + "f'{step}', f'{max(own)}', f'{idle}'",
    },
    {"q1": 0, "q2": 0, "q3": 0, "q5": 0},
    says=(
        "gave a value of type str",
        "gave a value of type str, where a dictionary was due",
    ),
)
OTHER_TYPES = Answers(
    {
        "q1": "def acceptance(p, q):\n    return np.array([np.minimum(p, q).sum(), p[q.argmax()]]) + 0j",
        "q2": rounds().replace("return out", "return out > 0"),
        "q4": paying().replace(
            "return best, gains", "return np.array([best, gains], dtype=object)"
        ),
        "q6": "from fractions import Fraction\n"
        + WEIGHT
        + "[Fraction(value * share(of) / share(to) * count(to, j) / count(of, j)) for j in range(1, D + 1)]",
    },
    {"q1": 0, "q2": 0, "q4": 0, "q6": 0},
    says=("dtype complex128", "dtype object", "a value of type list"),
)
NOT_NUMBERS = Answers(
    {
        # 0/0 where neither law knows a token; a place that nobody asked for; plain passes left out.
        "q1": "def acceptance(p, q):\n    return (q * np.minimum(1, p / q)).sum(), p[q.argmax()]",
        "q3": LOG.replace("max(drafted) + 1", "max(drafted) + 2") + DICTIONARY,
        "q4": paying().replace("times[0] /", "times[0] * 0 / (g * 0.0 * times[0]) /"),
    },
    {"q1": 0, "q3": 0, "q4": 0},
    says=("gave nan: look for 0/0",),
)
NO_DISTRIBUTION = Answers(
    {
        "q1": "def acceptance(p, q):\n    return np.minimum(p / p.max(), q / q.max()).sum(), p[q.argmax()]",
        "q2": rounds().replace("u[b, g] * weights.sum()", "u[b, g]"),
    },
    {"q1": 0, "q2": 0},
    says=("as if it summed to 1",),
)
IN_PLACE = Answers(
    {
        "q1": "def acceptance(p, q):\n"
        "    first = p[q.argmax()]\n"
        "    np.minimum(p, q, out=q)\n"
        "    p[:] = 0\n"
        "    return q.sum(), first",
        "q2": rounds().replace(
            "    rows, g", "    q[q == 0] = 1\n    u[:, -1] += 1\n    u[:, -1] -= 1\n    rows, g"
        ),
        "q3": LOG.replace("    return ", "    drafted[:] = kept[:] = 0\n    return ") + DICTIONARY,
        "q5": "def passes_of_a_batch(kept, n_tokens):\n"
        "    kept += 1\n"
        "    np.cumsum(kept.min(axis=0)[None], axis=1)\n"
        "    step = 1 + (kept.min(axis=0).cumsum() < n_tokens).sum()\n"
        "    np.cumsum(kept, axis=1, out=kept)\n"
        "    own = 1 + (kept < n_tokens).sum(axis=1)\n"
        "    return step, own.max(), 1 - own.mean() / own.max()",
    }
)
SORTED_IN_PLACE = Answers(
    {
        "q7": "def paired_difference(first, second, resamples):\n    first.sort()\n    second.sort()\n"
        "    d = second - first\n    means = d[resamples].mean(axis=1)\n"
        "    return d.mean(), *np.quantile(means, [.025, .975])"
    },
    {"q7": 0},
    says=("Sorting tears the pairs apart",),
)
SEEDS = Answers(
    {
        "q2": rounds().replace(
            "    rows, g", "    np.random.seed(0)\n    random.seed(0)\n    rows, g"
        ),
        "q7": PAIRED.replace("    d = ", "    np.random.shuffle(numbers)\n    d = ")
        + "d.mean(), *np.quantile(means, [.025, .975])",
    },
    before="import random\nnp.random.seed(7)\nrandom.seed(7)\nnumbers = np.random.random(5)\n"
    "np.random.default_rng = None\nnp.set_printoptions(precision=1)\nnp.seterr(all='raise')",
)
OWN_NUMBERS = Answers(
    {
        "q2": rounds().replace("    rows, g", "    u = rng.random(u.shape)\n    rows, g"),
        "q7": PAIRED.replace(
            "    means", "    resamples = rng.integers(0, len(d), (5, len(d)))\n    means"
        )
        + "d.mean(), *np.quantile(means, [.025, .975])",
    },
    {"q2": 0, "q7": 0},
    before="rng = np.random.default_rng(1)",
)
CONSUMED = Answers(
    {
        "q5": BATCH + "step, max(own), next(once) * idle",
        "q7": PAIRED + "d.mean(), *np.quantile(means, list(ends))",
    },
    before="once = (x for x in [1.0])\nends = iter([.025, .975])",
    local=False,  # a second call finds nothing left; the marker calls each time from the start
)
SUBJECT = Subject(
    "decoding",
    {"q1": 3, "q2": 5, "q3": 4, "q4": 4, "q5": 4, "q6": 3, "q7": 3},
    target="q1",
    head="def acceptance(p, q):",
    right="[np.minimum(p, q).sum(), p[q.argmax()]]",
    wrong="[-1.0, -1.0]",
    answers={
        "misconceptions": MISCONCEPTIONS,
        "more misconceptions": MORE_MISCONCEPTIONS,
        "near misses": NEAR_MISSES,
        "nothing left": NOTHING_LEFT,
        "other kinds of number": OTHER_KINDS,
        "single precision": SINGLE,
        "no numbers": NO_NUMBERS,
        "numbers as texts": TEXTS,
        "other types of number": OTHER_TYPES,
        "not a number": NOT_NUMBERS,
        "no distribution": NO_DISTRIBUTION,
        "inputs changed in place": IN_PLACE,
        "inputs sorted in place": SORTED_IN_PLACE,
        "seeds set": SEEDS,
        "random numbers of its own": OWN_NUMBERS,
        "generators consumed": CONSUMED,
    },
)
