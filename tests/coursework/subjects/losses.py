"""Answers to the assignment `losses`, right and wrong."""

from tests.coursework.subjects.subject import NONE, Answers, Subject

MISCONCEPTIONS = Answers(
    {
        "q1": "def shift(tokens, offset):\n    return torch.roll(tokens, -offset, dims=1)",
        "q2": "def shift_documents(tokens, document, offset):\n"
        "    out = torch.full_like(tokens, -100)\n"
        "    out[:, :-offset] = tokens[:, offset:]\n"
        "    same = torch.zeros_like(tokens, dtype=torch.bool)\n"
        "    same[:, :-1] = document[:, 1:] == document[:, :-1]\n"
        "    out[~same] = -100\n"
        "    return out",
        "q3": "def mean_loss(logits, targets):\n"
        "    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction='sum')\n"
        "    return loss / targets.numel()",
        "q4": "def mtp_loss(logits_by_offset, tokens, weights):\n"
        "    total = 0\n"
        "    for j, (logits, w) in enumerate(zip(logits_by_offset, weights), start=1):\n"
        "        total = total + w * F.cross_entropy(logits[:, :-j].flatten(0, 1), tokens[:, j:].flatten())\n"
        "    return total / len(weights)",
        "q5": "def mtp_loss_documents(logits_by_offset, tokens, document, weights):\n"
        "    total = 0\n"
        "    for j, (logits, w) in enumerate(zip(logits_by_offset, weights), start=1):\n"
        "        total = total + w * F.cross_entropy(logits[:, :-j].flatten(0, 1), tokens[:, j:].flatten())\n"
        "    return total",
        "q6": "def loss_weights(n_additional, lam):\n    return [1.0] + [lam] * n_additional",
        "q7": "verdicts = dict(a=True, b=True, c=False, d=True, e=True)",
    },
    # Offset 1, no target at all, and D = 1 are still right.
    NONE | {"q2": 1, "q3": 1, "q6": 1},
    says=(
        "The row wraps round",
        "Comparing neighbours is not enough",
        "Divide by the targets that exist",
        "This is the mean over offsets",
        "The documents are left out",
        "Lambda is divided by the number",
        "think of a large offset",
    ),
)
MORE_MISCONCEPTIONS = Answers(
    {
        "q1": "def shift(tokens, offset):\n"
        "    out = torch.full_like(tokens, -100)\n"
        "    out[:, offset:] = tokens[:, :-offset]\n"
        "    return out",
        "q2": "def shift_documents(tokens, document, offset):\n"
        "    out = torch.full_like(tokens, -100)\n"
        "    out[:, :-offset] = tokens[:, offset:]\n"
        "    return out",
        "q3": "def mean_loss(logits, targets):\n"
        "    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction='sum')",
        "q4": "def mtp_loss(logits_by_offset, tokens, weights):\n"
        "    total = 0\n"
        "    for j, (logits, w) in enumerate(zip(logits_by_offset, weights)):\n"
        "        n = tokens.shape[1] - j\n"
        "        total = total + w * F.cross_entropy(logits[:, :n].flatten(0, 1), tokens[:, j:].flatten())\n"
        "    return total",
        "q5": "def mtp_loss_documents(logits_by_offset, tokens, document, weights):\n"
        "    total = 0\n"
        "    for j, (logits, w) in enumerate(zip(logits_by_offset, weights), start=1):\n"
        "        y = torch.full_like(tokens, -100)\n"
        "        y[:, :-j] = tokens[:, j:]\n"
        "        y[:, :-1][document[:, 1:] != document[:, :-1]] = -100\n"
        "        n = (y != -100).sum().clamp(min=1)\n"
        "        total = total + w * F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction='sum') / n\n"
        "    return total",
        "q6": "def loss_weights(n_additional, lam):\n    return [1 - lam] + [lam / n_additional] * n_additional",
        "q7": "verdicts = dict(a=False, b=True, c=True, d=True, e=True)",
    },
    NONE | {"q3": 1},
    says=(
        "This looks back",
        "token of the next document",
        "This is the sum",
        "Offsets start at 1",
        "The next token&#39;s weight stays 1",
        "a document can have a single token",
    ),
)
OTHER_KINDS = Answers(
    {
        "q1": "def shift(tokens, offset):\n"
        "    out = torch.full_like(tokens, -100, dtype=torch.float64)\n"
        "    out[:, :-offset] = tokens[:, offset:]\n"
        "    return out",
        "q2": "def shift_documents(tokens, document, offset):\n"
        "    same = shift(document, offset) == document\n"
        "    return shift(tokens, offset).long().masked_fill(~same, -100).numpy()",
        "q4": "def mtp_loss(logits_by_offset, tokens, weights):\n"
        "    terms = [w * mean_loss(x, shift(tokens, j).long())\n"
        "             for j, (x, w) in enumerate(zip(logits_by_offset, weights), 1)]\n"
        "    return sum(terms).double().requires_grad_()",
        "q5": "def mtp_loss_documents(logits_by_offset, tokens, document, weights):\n"
        "    return sum(w * mean_loss(x, torch.as_tensor(shift_documents(tokens, document, j)))\n"
        "               for j, (x, w) in enumerate(zip(logits_by_offset, weights), 1))",
        "q6": "def loss_weights(n_additional, lam):\n"
        "    rest = [torch.tensor(lam / n_additional, requires_grad=True)] * n_additional\n"
        "    return (1, *rest)",
    }
)
NO_GRADIENT = Answers(
    {
        "q3": "def mean_loss(logits, targets):\n"
        "    total = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction='sum')\n"
        "    return float(total / (targets != IGNORE).sum().clamp(min=1))"
    },
    {"q3": 3, "q4": 4, "q5": 4},
)
SUBJECT = Subject(
    "losses",
    {"q1": 3, "q2": 4, "q3": 5, "q4": 4, "q5": 5, "q6": 2, "q7": 3},
    target="q6",
    head="def loss_weights(n_additional, lam):",
    right="[1.0] + [lam / n_additional] * n_additional",
    wrong="[0.0]",
    answers={
        "misconceptions": MISCONCEPTIONS,
        "more misconceptions": MORE_MISCONCEPTIONS,
        "other kinds of number": OTHER_KINDS,
        "no gradient, a list for a number": NO_GRADIENT,
    },
)
