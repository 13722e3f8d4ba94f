"""The numbers in words: every sentence of the figure that holds a value."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from chapter7.quantities import significant, with_prefix, with_unit
from chapter7.widgets.explorer.settings import CHOICES, Reading, Setting, attention_flops, read
from chapter7.widgets.explorer.stops import STOP_TEXTS, STOPS

WORDS = ["The", "trunk", "runs", "every", "layer", "for", "each", "token", "and", "is", "asked"]

TEXTS = {
    **STOP_TEXTS,
    "predictions": "k = {k}",
    "unit_bits": "bits",
    "unit_flops": "FLOP",
    "unit_density": "bits per GFLOP",
    "what": {
        "free": ["free head", "free heads"],
        "bare": ["bare head", "bare heads"],
        "module": ["module", "modules"],
    },
    "legend_extra": "{count} extra {what}",
    "legend_no_extra": "no extra {what}",
    "compute_one": "the trunk, its one output head included",
    "compute_trunk": "trunk {trunk}",
    "compute_attention": " + attention {attention}",
    "compute_free": " + {count} {what}, taken as nothing",
    "compute_extra": " + {count} {what} {extra} (+{percent})",
    "bits_ceiling_1": "ceiling, log₂ {vocab}: one label",
    "bits_ceiling_2": "ceiling, 2 × log₂ {vocab}: the same labels, asked twice",
    "bits_ceiling_more": "ceiling, {k} × log₂ {vocab}: the same labels, asked {k} times",
    "bits_ceiling_new": "ceiling, log₂ {vocab}: one new label, asked for in {k} terms",
    "bits_residual_1": "residual, by Chinchilla’s fit: one label",
    "bits_residual_2": "residual, 2 × {each}: the same labels, asked twice",
    "bits_residual_more": "residual, {k} × {each}: the same labels, asked {k} times",
    "bits_residual_new": "residual, by Chinchilla’s fit: one new label, asked for in {k} terms",
    "density_one": "{bits} / {compute}",
    "density_more": "{bits} / {compute}: {gain} times the density at k = 1",
    "both_activated": "By all {other_count}: {other}.",
    "both_total": "By the {other_count} activated: {other}.",
    "both_dense": "Activated and total are one count here.",
    "summary": "{size}, k = {k}: {compute}, {bits}, {density}",
    "shown": "Shown: {size}, k = {k}, vocabulary {vocab}. Counted: {counted}.",
    "counted": "{heads_label}, {bits_label}, {context_label}, {count_label}",
    "heads_label": {"free": "free heads", "bare": "bare heads", "module": "modules"},
    "bits_label": {"ceiling": "ceiling bits", "residual": "residual bits"},
    "context_label": "attention at {context} tokens",
    "no_context_label": "no attention",
    "count_label": {"terms": "loss terms", "information": "new labels only"},
    "heads_free": "The slogan: a further prediction costs nothing. Its pass through an output head "
    "is left out.",
    "heads_bare": "One d × V output matrix for each further prediction.",
    "heads_module": "DeepSeek-V3’s own module: a block with experts, a projection of 2d to d, a "
    "pass through the shared head.",
    "heads_dense_module": "DeepSeek’s design at this width: a dense block of 12d² (Kaplan et al. "
    "2020, eq. 2.1), a projection of 2d to d, a pass through the shared head. Our construction.",
    "bits_ceiling": "log₂ V for each label. Only uniform labels reach it.",
    "bits_residual": "{fit} In its own tokens, whatever V. Every term is taken as the next "
    "token’s; a parallel head’s are larger.",
    "context_off": "Weights only: the context cancels. Attention would weigh as much as the "
    "trunk’s weights at {level} tokens.",
    "context_on": "Causal scores and sums: 2LTd forward (Kaplan et al. 2020, eq. 2.2), d = "
    "{channels}, and twice that backward. That is {share} of the trunk’s weights; T no longer "
    "cancels, and they are level at {level} tokens.",
    "count_terms": "Each of the k targets is a term of the loss.",
    "count_information": "A token is new only once: k adds terms, no new label.",
    "position": "Position {i}, “{word}”: {compute}",
    "quoted": "“{word}”",
    "and": " and ",
    "grid": "Positions; the arrow keys move between them",
    "asked_ceiling": "is asked for {words}: at most {bits}.",
    "asked_residual": "is asked for {words}: {bits} by the fit.",
    "new_ceiling": "is asked for {words}; only the first is new: at most {bits}.",
    "new_residual": "is asked for {words}; only the first is new: {bits} by the fit.",
    "missing_1": " One of its {k} targets lies past the end.",
    "missing_more": " {missing} of its {k} targets lie past the end.",
    "nothing_1": "is asked for nothing: its target lies past the end.",
    "nothing_more": "is asked for nothing: all of its {k} targets lie past the end.",
    "plane": "Density against parameters counted, both axes logarithmic. A line falls tenfold for "
    "each tenfold in size while only weights are counted. The setting shown: {size}, {density}. "
    "Models at k = 1, each with its own vocabulary: {marks}.",
    "mark": "{name} {density}",
    "pin_none": "Pin a setting to compare the next one with it.",
    "pin_ratio": "Against the pin, {size}, k = {k}: compute × {compute}, supervision × {bits}, "
    "density × {density}.",
    "pin_other": " Counted differently there.",
    "pin": "Pin this setting",
    "unpin": "Unpin",
    "mended": "The address names no setting of this figure exactly; this is the nearest one.",
    "refused": "A value outside its choices was set; the nearest one is shown.",
    "copied": "The numbers are copied.",
    "copy_by_hand": "Copy the selected text with Ctrl+C or ⌘C.",
    "saved": "The picture is saved as {file}.",
    "file": "explorer.svg",
    "export": "{title}\n{shown}\nCompute per token: {compute} ({compute_note})\n"
    "Supervision per token: {bits} ({bits_note})\nDensity: {density} ({density_note})\n{both}",
    "tour_right": "You said: “{choice}”. Right.",
    "tour_wrong": "You said: “{choice}”. It came out otherwise.",
    "tour_next": "Next",
    "tour_end": "Finish",
    "tour_left": "The tour is over; your own setting is back.",
    "tour_gone": "The tour is over; this is the setting before.",
}
"""Every sentence of the figure that holds a value; the script fills the same ones in."""

FLOPS, BITS, DENSITY = TEXTS["unit_flops"], TEXTS["unit_bits"], TEXTS["unit_density"]


def slots(setting: Setting, pin: Setting | None = None) -> dict[str, str]:
    """The figure's readouts in words, by the name of the place where each stands."""
    values = _values(setting)

    def fill(name: str) -> str:
        return TEXTS[name].format(**values)

    k, heads, stop = setting.k, setting.heads, setting.stop
    values["counted"] = counted(setting)
    dense_module = heads == "module" and not stop.is_moe
    return {
        "size": stop.label,
        "predictions": fill("predictions"),
        "about": stop.about,
        "caption": stop.caption,
        "legend_extra": fill("legend_extra" if k > 1 else "legend_no_extra"),
        "compute": values["compute"],
        "compute_note": "".join(map(fill, _compute_parts(setting))),
        "bits": values["bits"],
        "bits_note": fill(f"bits_{setting.bits}_{_terms(setting)}"),
        "density": values["density"],
        "density_note": fill("density_more" if k > 1 else "density_one"),
        "both": fill(f"both_{stop.basis}" if stop.is_moe else "both_dense"),
        "summary": fill("summary"),
        "shown": fill("shown"),
        "counted": values["counted"],
        "heads_why": fill("heads_dense_module" if dense_module else f"heads_{heads}"),
        "bits_why": fill(f"bits_{setting.bits}"),
        "context_why": fill("context_on" if setting.context else "context_off"),
        "count_why": fill(f"count_{setting.count}"),
        "compare": compare(setting, pin),
    }


@functools.cache
def longest() -> dict[str, str]:
    """The longest text of each place: its room is kept, so that nothing below it ever moves."""
    least, most = {"context": 0, "k": 2}, {"context": CHOICES["context"][-1], "k": CHOICES["k"][-1]}
    ends = [i for i, stop in enumerate(STOPS) if stop.model is not None or i in (0, len(STOPS) - 2)]
    vocab = max(CHOICES["vocab"])
    settings = [
        Setting(size, end["k"], vocab, heads, bits, end["context"], count)
        for size, heads, bits, count in product(ends, *map(CHOICES.get, ("heads", "bits", "count")))
        for end in (least, most)
    ]
    pin = max(settings, key=lambda setting: len(setting.stop.label + counted(setting)))
    told = [slots(setting, pin) for setting in settings]
    told += [
        position_slots(replace(settings[0], k=k, count=count), column, columns)
        for columns in (len(WORDS), len(WORDS) // 2 + 1)
        for column in range(columns)
        for k in CHOICES["k"]
        for count in CHOICES["count"]
    ]
    names = dict.fromkeys(name for texts in told for name in texts)
    return {name: max((t[name] for t in told if name in t), key=len) for name in names}


def _values(setting: Setting) -> dict:
    stop, k, now = setting.stop, setting.k, read(setting)
    base = now.trunk_flops + now.attention_flops
    values = {
        "k": k,
        "count": k - 1,
        "what": TEXTS["what"][setting.heads][k > 2],
        "size": stop.label,
        "vocab": f"{setting.vocab:,}",
        "compute": with_prefix(now.flops_per_token, FLOPS),
        "trunk": with_prefix(now.trunk_flops, FLOPS),
        "bits": with_unit(now.bits_per_token, BITS),
        "each": with_unit(now.bits_per_label, BITS),
        "density": with_unit(now.density, DENSITY),
        "gain": significant(now.gain),
        "percent": with_unit(100 * now.extra_flops / base, "%", 2),
        "fit": stop.residual_about,
        "channels": f"{stop.channels:,}",
        "share": with_unit(100 * now.attention_flops / now.trunk_flops, "%", 2),
        "level": significant(now.trunk_flops / attention_flops(stop, stop.n_layers, 1), 2),
    }
    if now.attention_flops:
        values["attention"] = with_prefix(now.attention_flops, FLOPS)
    if now.extra_flops:
        values["extra"] = with_prefix(now.extra_flops, FLOPS)
    other = other_basis(setting)
    if other is not None:
        values["other_count"] = other.stop.label.split(" ")[0]
        values["other"] = with_unit(read(other).density, DENSITY)
    return values


def other_basis(setting: Setting) -> Setting | None:
    """The same setting, its mixture of experts counted on the other basis; None if it is dense."""
    for index, stop in enumerate(STOPS):
        if setting.stop.is_moe and stop.model == setting.stop.model and index != setting.size:
            return replace(setting, size=index)
    return None


def counted(setting: Setting) -> str:
    """What is counted, in a line: modules, ceiling bits, no attention, loss terms."""
    context = TEXTS["context_label"].format(context=f"{setting.context:,}")
    return TEXTS["counted"].format(
        heads_label=TEXTS["heads_label"][setting.heads],
        bits_label=TEXTS["bits_label"][setting.bits],
        context_label=context if setting.context else TEXTS["no_context_label"],
        count_label=TEXTS["count_label"][setting.count],
    )


def compare(setting: Setting, pin: Setting | None) -> str:
    """The present numbers over the pinned ones."""
    if pin is None:
        return TEXTS["pin_none"]
    ratios = {name: significant(value) for name, value in ratio(read(setting), read(pin)).items()}
    said = TEXTS["pin_ratio"].format(size=pin.stop.label, k=pin.k, **ratios)
    if counted(pin) != counted(setting):
        said += TEXTS["pin_other"]
    return said


def ratio(after: Reading, before: Reading) -> dict[str, float]:
    """How many times the compute, the bits and the density became."""
    return {
        "compute": after.flops_per_token / before.flops_per_token,
        "bits": after.bits_per_token / before.bits_per_token,
        "density": after.density / before.density,
    }


def position_slots(setting: Setting, column: int, n_columns: int) -> dict[str, str]:
    """What the position at `column` (from 0) of `n_columns` computes and is asked, in words."""
    reading, k = read(setting), setting.k
    asked = WORDS[column + 1 : min(column + 1 + k, n_columns)]
    missing = k - len(asked)
    compute = with_prefix(reading.flops_per_token, FLOPS)
    position = TEXTS["position"].format(i=column + 1, word=WORDS[column], compute=compute)
    if not asked:
        return {"position": position, "asked": TEXTS[_one("nothing", k)].format(k=k)}
    new = setting.count == "information" and len(asked) > 1
    terms = 1 if setting.count == "information" else len(asked)
    sentence = TEXTS[f"{'new' if new else 'asked'}_{setting.bits}"].format(
        words=_listed(asked), bits=with_unit(terms * reading.bits_per_label, BITS)
    )
    if missing:
        sentence += TEXTS[_one("missing", missing)].format(k=k, missing=missing)
    return {"position": position, "asked": sentence}


def _compute_parts(setting: Setting) -> list[str]:
    if setting.k == 1 and not setting.context:
        return ["compute_one"]
    parts = ["compute_trunk"]
    if setting.context:
        parts.append("compute_attention")
    if setting.k > 1:
        parts.append("compute_free" if setting.heads == "free" else "compute_extra")
    return parts


def _terms(setting: Setting) -> str:
    if setting.k == 1:
        return "1"
    if setting.count == "information":
        return "new"
    return "2" if setting.k == 2 else "more"


def _one(name: str, count: int) -> str:
    return f"{name}_1" if count == 1 else f"{name}_more"


def _listed(words: Sequence[str]) -> str:
    quoted = [TEXTS["quoted"].format(word=word) for word in words]
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + TEXTS["and"] + quoted[-1]
