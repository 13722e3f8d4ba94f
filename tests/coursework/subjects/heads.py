"""Answers to the assignment `heads`, right and wrong."""

from tests.coursework.subjects.subject import NONE, Answers, Subject

RIGHT_FLOORS = (
    "def floors(transition, k):\n"
    "    n = len(transition)\n"
    "    go = (transition + torch.eye(n)) / 2\n"
    "    weights = torch.linalg.matrix_power(go, 200)[0]\n"
    "    steps = [torch.linalg.matrix_power(transition, j + 1) for j in range(k)]\n"
    "    h = torch.stack([-(weights @ torch.xlogy(p, p).sum(1)) for p in steps]) / 0.6931471805599453\n"
    "    return torch.stack([h, h.cumsum(0) - h[0] * torch.arange(1, k + 1)])"
)
MODULE = (
    "def module_probabilities(state, tokens, weights):\n"
    "    def n(x):\n"
    "        return x / x.square().mean(-1, keepdim=True).sqrt()\n"
    "    w = weights\n"
    "    x = torch.cat([n(state[:-1]), n(w['embedding'][tokens[1:]])], -1) @ w['join'].T\n"
    "    a, b, c = (n(x) @ w[name].T for name in ('query', 'key', 'value'))\n"
    "    scores = a @ b.T / a.shape[1] ** 0.5\n"
    "    scores = scores.masked_fill(torch.ones(scores.shape).triu(1) > 0, -torch.inf)\n"
    "    y = x + scores.softmax(-1) @ c @ w['out'].T\n"
    "    return (n(y) @ w['unembedding'].T).softmax(-1)"
)
TARGETS = (
    "def head_targets(tokens, document, k):\n"
    "    targets = torch.full((k, *tokens.shape), IGNORE)\n"
    "    run = torch.zeros_like(document)\n"
    "    run[:, 1:] = (document.diff(dim=1) != 0).cumsum(1)\n"
    "    for j in range(1, k + 1):\n"
    "        same = run[:, j:] == run[:, :-j]\n"
    "        targets[j - 1, :, :-j] = tokens[:, j:].masked_fill(~same, IGNORE)\n"
    "    return targets"
)
PAIRS = (
    "def impossible_pairs(joint):\n"
    "    apart = torch.outer(joint.sum(1), joint.sum(0))\n"
    "    bits = torch.xlogy(joint, joint / apart).sum() / 0.6931471805599453\n"
    "    return apart[joint == 0].sum(), 1 - 2**-bits"
)
TOKENS = (
    "def module_tokens(tokens, depth):\n"
    "    return torch.stack([F.pad(tokens[:, j:], (0, j), value=-100) for j in (depth, depth + 1)])"
)
LEAKS = (
    "def find_leaks(transition, offset, sequential, loss, error):\n"
    "    h = floors(transition, 4)[0]\n"
    "    return ((loss - torch.where(sequential, h[0], h[offset - 1])) / error).argmin(1)"
)
COST = (
    "def module_cost(config, n_depths, shared):\n"
    "    d, width, experts, met, heads, few, size, vocab = (config[key] for key in (\n"
    "        'hidden_size', 'intermediate_size', 'num_local_experts', 'num_experts_per_tok',\n"
    "        'num_attention_heads', 'num_key_value_heads', 'head_dim', 'vocab_size'))\n"
    "    rest = 2 * d * (heads + few) * size + d * experts + 2 * d * d\n"
    "    own = (rest + 3 * d * width * experts) * (1 if shared else n_depths)\n"
    "    return [own, 6 * n_depths * (rest + 3 * d * width * met + d * vocab)]"
)


def then(answer, change):
    """A right answer whose result goes through `change`, a line with `result` in it."""
    *lines, last = answer.splitlines()
    assert last.startswith("    return "), last
    result = last.removeprefix("    return ")
    return "\n".join([*lines, f"    result = {result}", f"    return {change}"])


def first(answer, line):
    """A right answer with a line before all others."""
    head, *lines = answer.splitlines()
    return "\n".join([head, f"    {line}", *lines])


def after(answer, line):
    """A right answer with a line between its result and its return."""
    *lines, last = then(answer, "result").splitlines()
    return "\n".join([*lines, f"    {line}", last])


MISCONCEPTIONS = Answers(
    {
        "q1": "def head_targets(tokens, document, k):\n"
        "    out = torch.full((k, *tokens.shape), IGNORE)\n"
        "    for j in range(1, k + 1):\n"
        "        other = document[:, j:] != document[:, :-j]\n"
        "        out[j - 1, :, :-j] = tokens[:, j:].masked_fill(other, IGNORE)\n"
        "    return out",
        "q2": RIGHT_FLOORS.replace(
            "    h =", "    weights = torch.full_like(weights, 1 / n)\n    h ="
        ),
        "q3": then(PAIRS, "result[1], result[1]"),
        "q4": "def module_tokens(tokens, depth):\n"
        "    return torch.stack([F.pad(tokens[:, j:], (0, j), value=-100) for j in (1, depth + 1)])",
        "q5": MODULE.replace(
            "n(state[:-1]), n(w['embedding'][tokens[1:]])",
            "n(w['embedding'][tokens[1:]]), n(state[:-1])",
        ),
        "q6": RIGHT_FLOORS.replace("floors", "lowest")
        + "\n"
        + "def find_leaks(transition, offset, sequential, loss, error):\n"
        "    return ((loss - lowest(transition, 4)[0][offset - 1]) / error).argmin(1)",
        "q7": COST.replace("6 * n_depths", "2 * n_depths"),
    },
    # No number again; pairs all tied alike; depth 1.
    NONE | {"q1": 1, "q3": 1, "q4": 1},
    says=(
        "number comes again further on",
        "The tokens are weighed equally",
        "reached only where all pairs",
        "Every depth is fed the next token",
        "You put the embedding first",
        "A module has been fed the tokens in between",
        "Two FLOPs a weight are the forward pass alone",
    ),
)
MORE_MISCONCEPTIONS = Answers(
    {
        "q1": "def head_targets(tokens, document, k):\n"
        "    return torch.stack([F.pad(tokens[:, j:], (0, j), value=-100) for j in range(1, k + 1)])",
        "q2": RIGHT_FLOORS.replace("(transition + torch.eye(n)) / 2", "transition"),
        "q3": then(PAIRS, "(joint == 0).double().mean(), result[1]"),
        "q4": "def module_tokens(tokens, depth):\n"
        "    return torch.stack([F.pad(tokens[:, depth + 1:], (0, depth + 1), value=-100)] * 2)",
        "q5": MODULE.replace(".triu(1) > 0", ".triu(1) > 1"),
        "q6": "def find_leaks(transition, offset, sequential, loss, error):\n    return loss.argmin(1)",
        "q7": COST.replace("width * met", "width * experts"),
    },
    # A chain that is not periodic; half of a square's cells.
    NONE | {"q2": 1, "q3": 1},
    says=(
        "Targets cross from one document",
        "A periodic chain never settles",
        "You counted the empty cells",
        "the very token that it must predict",
        "Positions attend to later ones",
        "The lowest loss is no proof",
        "A token visits only some of the experts",
    ),
)
OTHER_KINDS = Answers(
    {
        "q1": then(TARGETS, "result.double().tolist()"),
        "q2": then(RIGHT_FLOORS, "tuple(map(tuple, result.tolist()))"),
        "q3": then(PAIRS, "torch.tensor(result).numpy()"),
        "q4": then(TOKENS, "result.int().numpy()"),
        "q5": then(MODULE, "[list(row) for row in result]"),
        "q6": then(LEAKS.replace("floors(transition, 4)[0]", "torch.tensor(floors(transition, 4)[0])"), "[int(c) for c in result]"),
        "q7": then(COST, "torch.tensor(result, dtype=torch.float64)"),
    }
)  # fmt: skip
SINGLE_PRECISION = Answers(
    {
        "q2": first(RIGHT_FLOORS, "transition = transition.float()"),
        "q3": first(PAIRS, "joint = joint.float()"),
        "q5": MODULE.replace("w = weights", "w = {name: m.float() for name, m in weights.items()}\n    state = state.float()"),
        "q6": first(LEAKS, "loss, error = loss.float(), error.float()"),
    }
)  # fmt: skip
NEED_GRADIENT = Answers(
    {
        "q1": then(TARGETS, "result.double().requires_grad_()"),
        "q2": then(RIGHT_FLOORS, "torch.nn.Parameter(result)"),
        "q3": first(PAIRS, "joint = joint.requires_grad_()"),
        "q5": first(MODULE, "weights = torch.nn.ParameterDict(weights)"),
        "q7": then(COST, "[torch.tensor(float(n), requires_grad=True) for n in result]"),
    }
)
GENERATORS = Answers(
    {
        "q1": "def head_targets(tokens, document, k):\n    yield from range(k)",
        "q3": then(PAIRS, "(part for part in result)"),
        "q6": then(LEAKS, "map(int, result)"),
        "q7": then(COST, "iter(result)"),
    },
    {"q1": 0, "q3": 0, "q6": 0, "q7": 0},
    says=("a value of type generator", "a value of type map"),
)
GLOBAL_STATE = Answers(
    {
        "q2": first(RIGHT_FLOORS, "torch.manual_seed(k)"),
        "q5": first(MODULE, "torch.set_default_dtype(torch.float32); torch.rand(3)"),
    },
    before="import random\nrandom.seed(0)\ntorch.manual_seed(0)\n"
    "torch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)",
)
LARGE_PRODUCT = "torch.rand(700, 700) @ torch.rand(700, 700)"
THREADS = Answers(
    {
        "q2": first(RIGHT_FLOORS, LARGE_PRODUCT),
        "q4": first(TOKENS, f"torch.set_num_threads(2); {LARGE_PRODUCT}"),
    },
    before=f"torch.set_num_interop_threads(2)\ntorch.set_num_threads(30)\n{LARGE_PRODUCT}\n"
    "torch.rand(3_000_000).exp().sum()",
)
IN_PLACE = Answers(
    {
        "q1": after(TARGETS, "tokens.zero_(); document.fill_(7)"),
        "q2": after(RIGHT_FLOORS, "transition.zero_()"),
        "q3": after(PAIRS, "joint.resize_(0)"),
        "q4": after(TOKENS, "tokens.fill_(-1)"),
        "q5": after(MODULE, "weights.clear(); state.zero_()"),
        "q6": after(LEAKS, "loss.zero_(); error.zero_()"),
        "q7": after(COST, "config.clear()"),
    }
)
A_MODEL = Answers(
    {
        "q1": "head_targets = torch.nn.Linear(2, 2)",
        "q2": "def floors(transition, k):\n    return torch.nn.Linear(2, k)",
        "q3": then(PAIRS, "torch.nn.ParameterList(result)"),
        "q5": then(MODULE, "torch.nn.Sequential(torch.nn.Softmax(-1))"),
        "q6": "def find_leaks(*given):\n    return torch.empty(6, device='meta')",
        "q7": "module_cost = torch.nn.Linear",
    },
    NONE | {"q4": 3},
    says=("a value of type Linear", "a value of type Sequential", "a value of type Tensor"),
)
OFF_BY_ONE = Answers(
    {
        "q1": then(TARGETS, "result[..., :-1]"),
        "q2": first(RIGHT_FLOORS, "k = k + 1"),
        "q4": then(TOKENS, "result[..., :-1]"),
        "q5": then(MODULE, "torch.cat([result, result[-1:]])"),
        "q6": then(LEAKS, "result[:, None]"),
        "q7": then(COST, "[*result, 0]"),
    },
    NONE | {"q3": 4},
    says=("gave shape (2, 4); it should be (2, 3)", "gave shape (3, 4); it should be (2, 4)"),
)
NOT_A_NUMBER = Answers(
    {
        "q2": RIGHT_FLOORS.replace("torch.xlogy(p, p)", "(p * p.log())"),
        "q3": PAIRS.replace("torch.xlogy(joint, joint / apart)", "(joint * (joint / apart).log())"),
        "q5": MODULE.replace(".triu(1) > 0", ".triu(0) > 0"),
    },
    # The leak is looked for with floors that are nan.
    {"q2": 0, "q3": 0, "q5": 0, "q6": 0},
    says=("An entry of zero makes 0 times", "It gave nan: look for 0/0"),
)
SUBJECT = Subject(
    "heads",
    {"q1": 3, "q2": 5, "q3": 4, "q4": 3, "q5": 5, "q6": 3, "q7": 4},
    target="q4",
    head="def module_tokens(tokens, depth):",
    right="torch.stack([F.pad(tokens[:, j:], (0, j), value=-100) for j in (depth, depth + 1)])",
    wrong="-1",
    answers={
        "misconceptions": MISCONCEPTIONS,
        "more misconceptions": MORE_MISCONCEPTIONS,
        "other kinds of number": OTHER_KINDS,
        "single precision": SINGLE_PRECISION,
        "tensors that require grad": NEED_GRADIENT,
        "generators": GENERATORS,
        "global state changed": GLOBAL_STATE,
        "threads set": THREADS,
        "inputs changed in place": IN_PLACE,
        "a model for numbers": A_MODEL,
        "shapes off by one": OFF_BY_ONE,
        "not a number": NOT_A_NUMBER,
    },
)
