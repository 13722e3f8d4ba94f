"""Answers to the assignment `density`, right and wrong."""

from tests.coursework.subjects.subject import NONE, Answers, Subject

MISCONCEPTIONS = Answers(
    {
        "q1": "def training_flops(n_params, n_tokens):\n    return 2 * n_params * n_tokens",
        "q2": "def bits_per_gflop(n_params, vocab_size):\n    return np.log2(vocab_size) / (6 * n_params) * 1e6",
        "q3": "def unit_slips(n_params, vocab_size, claimed):\n"
        "    true = np.log2(vocab_size) / (6 * n_params) * 1e9\n"
        "    return np.rint(np.log10(true / claimed))",
        "q4": "def label_count(lengths, k):\n    return sum(k * (n - 1) for n in lengths)",
        "q5": "def markov_bits(transition, k):\n"
        "    weights = np.linalg.matrix_power(transition, 500)[0]\n"
        "    powers = [np.linalg.matrix_power(transition, j) for j in range(1, k + 1)]\n"
        "    total = sum(-(weights[:, None] * p * np.log2(p)).sum() for p in powers)\n"
        "    return total, total",
        "q6": "def module_overhead(n_layers, d_model, vocab_size):\n"
        "    return 14 * d_model**2 / (12 * n_layers * d_model**2 + d_model * vocab_size)",
        "q7": "verdicts = dict(a=True, b=True, c=False, d=True, e=True)",
    },
    # Independent tokens are still right.
    NONE | {"q5": 1},
    says=(
        "This is the forward pass alone",
        "per MFLOP",
        "The sign is turned round",
        "loses j labels at the end",
        "The joint entropy is not the sum",
        "The second pass through the shared head",
        "Twice the context means",
    ),
)
MORE_MISCONCEPTIONS = Answers(
    {
        "q1": "def training_flops(n_params, n_tokens):\n    return 8 * n_params * n_tokens",
        "q2": "def bits_per_gflop(n_params, vocab_size):\n    return np.log(vocab_size) / (6 * n_params) * 1e9",
        "q3": "def unit_slips(n_params, vocab_size, claimed):\n"
        "    return np.rint(claimed / (np.log2(vocab_size) / (6 * n_params) * 1e9))",
        "q4": "def label_count(lengths, k):\n    return sum(max(n - k, 0) for n in lengths)",
        "q5": "def markov_bits(transition, k):\n"
        "    def entropy(p):\n"
        "        return -(p * np.log2(p)).sum() / len(p)\n"
        "    powers = [np.linalg.matrix_power(transition, j) for j in range(1, k + 1)]\n"
        "    return sum(map(entropy, powers)), k * entropy(transition)",
        "q6": "def module_overhead(n_layers, d_model, vocab_size):\n"
        "    layer, head = 12 * d_model**2, d_model * vocab_size\n"
        "    return (layer + head) / (n_layers * layer + head)",
        "q7": "verdicts = dict(a=True, b=False, c=True, d=True, e=True)",
    },
    NONE | {"q5": 1},
    says=(
        "Eight counts a second forward",
        "These are nats",
        "ratio itself",
        "the last offset alone",
        "weighed equally",
        "The projection from 2d to d",
        "the labels are the same tokens",
    ),
)
OTHER_KINDS = Answers(
    {
        "q1": "def training_flops(n_params, n_tokens):\n    return np.float64(6 * n_params * n_tokens)",
        "q2": "def bits_per_gflop(n_params, vocab_size):\n    return np.array(np.log2(vocab_size) / (6 * n_params) * 1e9)",
        "q3": "def unit_slips(n_params, vocab_size, claimed):\n"
        "    true = np.log2(vocab_size) / (6 * n_params) * 1e9\n"
        "    return [float(np.rint(np.log10(c / t))) for c, t in zip(claimed, true)]",
        "q4": "def label_count(lengths, k):\n    return np.int64(sum(max(n - j, 0) for n in lengths for j in range(1, k + 1)))",
        "q7": "verdicts = {'e': np.bool_(True), 'd': True, 'c': False, 'b': False, 'a': 1 == 1}",
    }
)
NO_GRADIENT = Answers(
    {"q1": "def training_flops(n_params, n_tokens):\n    return [6 * n_params * n_tokens]"},
    {"q1": 0, "q2": 0, "q3": 0},
)
SUBJECT = Subject(
    "density",
    {"q1": 2, "q2": 3, "q3": 3, "q4": 3, "q5": 5, "q6": 5, "q7": 3},
    target="q4",
    head="def label_count(lengths, k):",
    right="sum(max(n - j, 0) for n in lengths for j in range(1, k + 1))",
    wrong="-1",
    answers={
        "misconceptions": MISCONCEPTIONS,
        "more misconceptions": MORE_MISCONCEPTIONS,
        "other kinds of number": OTHER_KINDS,
        "no gradient, a list for a number": NO_GRADIENT,
    },
)
