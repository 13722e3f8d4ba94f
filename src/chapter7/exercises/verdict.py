"""What a check compares: plain data in, a verdict and a message out.

This one file is used four times: the pages' exercises and the marker of the coursework compare
with it, the sandboxed process turns its values into plain data with it, and a student's bundle
carries it beside the notebook as checks.py. So it needs the standard library alone.
"""

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MAX_ITEMS = 100_000
"""Numbers, texts and containers in one answer."""
MAX_DEPTH = 12
MAX_TEXT = 2_000
ARRAYS = ("array", "tensor")
SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
SHOWN = 60
"""Characters of a value in a message; a longer one is told by its kind and its size."""
ZERO = 1e-12
"""Where all that is right is zero, what is below this is zero."""


class NotPlain(ValueError):
    """What came over is no plain data of this form."""


# Mistakes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mistake:
    """A misconception that has a name.

    Args:
        name: a few words, its own within an exercise or a question.
        wrong: the function that makes it, or the value where a variable is asked for.
        hint: what it earns.
    """

    name: str
    wrong: Any
    hint: str

    def __call__(self, *arguments: Any) -> Any:
        """What it gives in place of the right result."""
        return self.wrong(*arguments) if callable(self.wrong) else self.wrong

    def made_by(self, wrong: Callable[..., Any]) -> "Mistake":
        """The same misconception in a function with other arguments."""
        return replace(self, wrong=wrong)


def recognised(mistakes, got, rel):
    """The hint of the first mistake that gives these results, or None.

    Args:
        mistakes: pairs of what it gives, as plain data for each case, and its hint.
        got: the results, as plain data for each case.
        rel: the relative tolerance, as `difference` takes it.
    """
    for given, hint in mistakes:
        if all(difference(g, h, rel) is None for g, h in zip(given, got, strict=True)):
            return hint
    return None


# Values to plain data and back ------------------------------------------------------------------


def encode(value, depth=0):
    """`value` as JSON data, by its exact type; a subclass arrives as what it extends.

    Numbers, texts and lists stand for themselves; {"array": flat, "shape": ..., "dtype": ...} is a
    NumPy array, "tensor" in its place a torch tensor, {"dict": pairs} a dictionary, and
    {"other": words} whatever else it was.
    """
    if depth > MAX_DEPTH:
        return {"other": "a value nested too deep"}
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        value = int.__int__(value)
        return value if value.bit_length() <= 1024 else {"other": "a whole number beyond 2**1024"}
    if isinstance(value, float):
        return _float(float.__float__(value))
    if isinstance(value, str):
        return str.__str__(value)[:MAX_TEXT]
    base = next((base for base in (list, tuple, dict) if isinstance(value, base)), None)
    if base and base.__len__(value) > MAX_ITEMS:
        return {"other": f"a {base.__name__} of more than {MAX_ITEMS} entries"}
    if base in (list, tuple):
        return [encode(part, depth + 1) for part in base.__iter__(value)]
    if base is dict:
        pairs = [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in dict.items(value)]
        return {"dict": pairs}
    return _encode_array(value)


def _float(value):
    return value if math.isfinite(value) else {"float": repr(value)}


def _encode_array(value):
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch and isinstance(value, torch.Tensor):
        kind, dtype = "tensor", str(value.dtype).removeprefix("torch.")
        try:
            value = _from_tensor(value, torch)
        except (RuntimeError, TypeError):  # one that holds no values, or not all of them
            return _other(value)
    elif numpy and isinstance(value, numpy.generic):
        item = value.item()
        return encode(item) if type(item) in (bool, int, float, str) else _other(value)
    elif numpy and isinstance(value, numpy.ndarray):
        value, kind, dtype = numpy.asarray(value), "array", str(value.dtype)
    else:
        return _other(value)
    if value.dtype.kind not in "biuf" or value.size > MAX_ITEMS:
        return {"other": f"an array of {value.size} elements of dtype {dtype}"[:MAX_TEXT]}
    flat = [x if type(x) is not float else _float(x) for x in value.ravel().tolist()]
    return {kind: flat, "shape": list(value.shape), "dtype": dtype}


def _from_tensor(tensor, torch):
    tensor = tensor.detach().cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.resolve_conj().resolve_neg().numpy()


def _other(value):
    return {"other": f"a value of type {str(type(value).__name__)[:80]}"}


def decode(data):
    """The value that `data` describes; the inverse of `encode`, for a test's arguments."""
    if isinstance(data, list):
        return [decode(part) for part in data]
    if not isinstance(data, dict):
        return data
    if "float" in data:
        return SPECIAL[data["float"]]
    if "dict" in data:
        return {decode(k): decode(v) for k, v in data["dict"]}
    flat = [decode(x) for x in data.get("array", data.get("tensor"))]
    if "array" in data:
        import numpy

        return numpy.array(flat, dtype=data["dtype"]).reshape(data["shape"])
    import torch

    return torch.tensor(flat, dtype=getattr(torch, data["dtype"])).reshape(data["shape"])


def validate(data):
    """`data` from outside again, if it has the form that `encode` gives; else NotPlain."""
    left = [MAX_ITEMS * 2]
    _validate(data, 0, left)
    return data


def _validate(data, depth, left):
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH + 2:
        raise NotPlain("too large")
    if data is None or isinstance(data, (bool, int, str)):
        return
    if isinstance(data, float):
        if not math.isfinite(data):
            raise NotPlain("a float that JSON does not have")
    elif isinstance(data, list):
        for part in data:
            _validate(part, depth + 1, left)
    else:
        _validate_mapping(data, depth, left)


def _validate_mapping(data, depth, left):
    keys = set(data)
    if keys == {"float"} and data["float"] in ("nan", "inf", "-inf"):
        return
    if keys == {"other"} and isinstance(data["other"], str):
        return
    if keys == {"dict"} and isinstance(data["dict"], list):
        for pair in data["dict"]:
            if not isinstance(pair, list) or len(pair) != 2:
                raise NotPlain("a dictionary that is no list of pairs")
            _validate(pair, depth + 1, left)
        return
    for kind in ARRAYS:
        if keys == {kind, "shape", "dtype"} and isinstance(data["dtype"], str):
            flat, shape = data[kind], data["shape"]
            if _is_shape(shape) and isinstance(flat, list) and math.prod(shape) == len(flat):
                left[0] -= len(flat)
                if all(_is_number(x) for x in flat):
                    return
    raise NotPlain("an object of no known form")


def _is_shape(data):
    whole = isinstance(data, list) and all(type(n) is int and n >= 0 for n in data)
    return whole and len(data) <= MAX_DEPTH


def _is_number(data):
    if isinstance(data, dict):
        return set(data) == {"float"} and data["float"] in ("nan", "inf", "-inf")
    return isinstance(data, (bool, int, float)) and (isinstance(data, int) or math.isfinite(data))


# Comparing --------------------------------------------------------------------------------------


def verdict(test, reply):
    """(passed, message) of one test, from the reply of the process that ran the answer.

    Args:
        test: one row of the sheet.
        reply: {"value": data}, or {"error": name of the exception, "text": its message}, or
            {"missing": True} where nothing has the answer's name.
    """
    if "missing" in reply:
        return False, f"{test['name']} is not defined."
    if "value" not in reply:
        return False, _error_message(reply)
    got, expected = reply["value"], test["expected"]
    if test.get("form"):
        wrong = _wrong_form(expected, got)
        return wrong is None, wrong or ""
    wrong = difference(expected, got, test["rel"])
    if wrong is None:
        return True, ""
    mistakes = [([given], hint) for given, hint in test["mistakes"]]
    return False, recognised(mistakes, [got], test["rel"]) or f"It {wrong.text}."


def _error_message(reply):
    if reply["error"] == "NotImplementedError":
        return "This is not answered yet."
    text = f": {reply['text']}" if reply.get("text") else ""
    return f"It stopped with {reply['error']}{text}"


@dataclass(frozen=True)
class Difference:
    """How a result differs from what is right.

    Args:
        kind: "type", "shape" (the keys, of a dictionary) or "wrong" (a value).
        text: a sentence without the name of what gave the result and without its full stop.
    """

    kind: str
    text: str


def difference(expected, got, rel):
    """None where `got` is `expected`, else how it differs.

    Args:
        expected: plain data.
        got: plain data.
        rel: the tolerance. A number may differ by this part of itself, and by a thousandth of this
            part of the largest one beside it; all-zero results by 1e-12. Whole numbers, lists,
            arrays and tensors of one shape are alike; texts without case and outer spaces.
    """
    if isinstance(expected, bool):
        return None if got is expected else _wrong(got)
    if isinstance(expected, str):
        same = isinstance(got, str) and got.strip().lower() == expected.strip().lower()
        return None if same else _wrong(got)
    if isinstance(expected, dict) and "dict" in expected:
        return _dict_difference(expected, got, rel)
    return _number_difference(expected, got, rel)


def _wrong(got):
    return Difference("wrong", f"gave {show(got)}, which is not right")


def _wrong_type(got, due):
    return Difference("type", f"gave {_type_of(got)}, where {due} due")


def _dict_difference(expected, got, rel):
    if wrong := _key_difference(expected, got):
        return wrong
    want, have = _entries(expected), _entries(got)
    if all(difference(want[key], have[key], rel) is None for key in want):
        return None
    return Difference("wrong", "gave the right keys, but some of the values are not right")


def _key_difference(expected, got):
    if not isinstance(got, dict) or "dict" not in got:
        return _wrong_type(got, "a dictionary was")
    want, have = _entries(expected), _entries(got)
    if want.keys() == have.keys():
        return None
    few = ", ".join(list(have)[:9])
    return Difference("shape", f"gave the keys {few}; they should be {', '.join(want)}")


def _entries(data):
    return {json.dumps(key): value for key, value in data["dict"]}


def _number_difference(expected, got, rel):
    try:
        want, have = flat(expected), flat(got)
    except NotPlain:
        return _wrong_type(got, "numbers were" if shape_of(expected) else "a number was")
    shape, given = shape_of(expected), shape_of(got)
    if shape != given:
        return Difference("shape", f"gave shape {given}; it should be {shape}")
    if any(math.isnan(h) for h in have) and not any(math.isnan(w) for w in want):
        return Difference("wrong", "gave nan: look for 0/0, or for an infinity minus itself")
    scale = max((abs(w) for w in want if math.isfinite(w)), default=0.0)
    close = (_close(w, h, rel, scale) for w, h in zip(want, have, strict=True))
    return None if all(close) else _wrong(got)


def _close(want, have, rel, scale):
    if math.isnan(want) or math.isnan(have):
        return math.isnan(want) and math.isnan(have)
    least = rel * scale * 1e-3 or ZERO
    return want == have or math.isclose(want, have, rel_tol=rel, abs_tol=least)


def flat(data):
    """The numbers of `data` in order, as floats. Truth values are no numbers."""
    if isinstance(data, dict):
        if "float" in data:
            return [SPECIAL[data["float"]]]
        for kind in ARRAYS:
            if kind in data and data["dtype"] != "bool":
                return [part for x in data[kind] for part in flat(x)]
    elif isinstance(data, list):
        shape_of(data)
        return [number for part in data for number in flat(part)]
    elif isinstance(data, (int, float)) and not isinstance(data, bool):
        try:
            return [float(data)]
        except OverflowError:
            return [math.inf if data > 0 else -math.inf]
    raise NotPlain("no number")


def shape_of(data):
    """The shape of a number, of nested lists or of an array, as a tuple."""
    if isinstance(data, dict):
        return tuple(data.get("shape", ()))
    if not isinstance(data, list):
        return ()
    shapes = {shape_of(part) for part in data}
    if len(shapes) > 1:
        raise NotPlain("ragged")
    return (len(data), *(shapes.pop() if shapes else ()))


def _wrong_form(expected, got):
    """How `got` differs from `expected` in its keys and kinds; the values are free."""
    if wrong := _key_difference(expected, got):
        return f"It {wrong.text}."
    if not all(isinstance(value, bool) for _, value in got["dict"]):
        return "Every value must be True or False."
    return None


def _type_of(data):
    """What kind of value `data` is, for a sentence."""
    if data is None:
        return "nothing"
    if isinstance(data, dict):
        (name,) = {"other", "float", "dict", *ARRAYS} & data.keys()
        return data["other"] if name == "other" else f"a value of type {name}"
    return f"a value of type {type(data).__name__}"


def show(data):
    """`data` in a few words: a short one whole, with its rows in brackets."""
    if isinstance(data, dict):
        return _show_object(data)
    if isinstance(data, list):
        text = _brackets(data)
        return text if len(text) < SHOWN else f"a list of {len(data)}"
    if data is None:
        return "nothing"
    text = f"{data:.6g}" if isinstance(data, float) else str(data)
    return text if len(text) < SHOWN else f"{text[: SHOWN - 3]}..."


def _show_object(data):
    if "other" in data:
        return _type_of(data)
    if "float" in data:
        return data["float"]
    if "dict" in data:
        return "a dictionary"
    (kind,) = set(ARRAYS) & data.keys()
    if 0 < len(data[kind]) < SHOWN:
        whole = _brackets(_rows(data[kind], data["shape"]))
        if len(whole) < SHOWN:
            return whole
    few = ", ".join(show(x) for x in data[kind][:6])
    more = ", ..." if len(data[kind]) > 6 else ""
    return f"an array of shape {tuple(data['shape'])} with {few}{more}"


def _brackets(data):
    if not isinstance(data, list):
        return show(data)
    return f"[{', '.join(_brackets(part) for part in data)}]"


def _rows(flat, shape):
    """The numbers of an array in order, as nested lists. None of its sides is zero."""
    for size in reversed(shape[1:]):
        flat = [flat[i : i + size] for i in range(0, len(flat), size)]
    return flat if shape else flat[0]


# Running an answer ------------------------------------------------------------------------------


def reply_of(test, names):
    """What the answer does with one test's call: the reply that `verdict` takes.

    Args:
        test: "name", and for a call "args" as plain data; "gradient" asks for the gradient of the
            result with respect to the first argument in place of the result.
        names: the notebook's variables.
    """
    if test["name"] not in names:
        return {"missing": True}
    try:
        value = names[test["name"]]
        if "args" in test:
            args = [decode(arg) for arg in test["args"]]
            value = gradient_of(value, args) if test.get("gradient") else value(*args)
        return {"value": encode(value)}
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return {"error": type(error).__name__[:80], "text": text_of(error)}


def text_of(error):
    """An exception's message, in one short line, whatever its class makes of it."""
    try:
        return " ".join(str(error).split())[:200]
    except BaseException:
        return ""


def gradient_of(function, args):
    """The gradient of a function's result with respect to its first argument, or to its parts."""
    parts = args[0] if isinstance(args[0], list) else [args[0]]
    for part in parts:
        part.requires_grad_()
    function(*args).backward()
    gradients = [part.grad for part in parts]
    return gradients if isinstance(args[0], list) else gradients[0]


# A student's side -------------------------------------------------------------------------------


def check(question, *, sheet=None):
    """Run a question's visible checks on what the notebook has defined; print what came out."""
    sheet = sheet or _load_sheet()
    tests = [test for test in sheet["tests"] if test["question"] == question]
    if not tests:
        return print(f"{question} has no visible check in {Path(__file__).parent}/checks-*.json.")
    for number, test in enumerate(tests, start=1):
        reply = reply_of(test, _notebook())
        passed, message = verdict(test, reply)
        said = "right" if passed else message + (_call_of(test) if "value" in reply else "")
        print(f"{question}, check {number} of {len(tests)}: {said}")
    return None


def _call_of(test):
    """The call that a visible check made, as a sentence; "" where it read a variable."""
    given = ", ".join(map(show, test.get("args", ())))
    return f" The call was {test['name']}({given})." if given else ""


def results(sheet, names):
    """Which tests of `sheet` pass on `names`: {test id: whether}."""
    return {test["id"]: verdict(test, reply_of(test, names))[0] for test in sheet["tests"]}


def points(question, hidden):
    """The points of one question, visible and hidden tests together; for nbgrader's test cells."""
    tests = [t for t in [*_load_sheet()["tests"], *json.loads(hidden)] if t["question"] == question]
    names = _notebook()
    return sum(test["points"] for test in tests if verdict(test, reply_of(test, names))[0])


def _load_sheet():
    """What all bundles in this folder check: their questions' ids differ, so each finds its own."""
    tests, stubs = {}, {}
    for path in sorted(Path(__file__).parent.glob("checks*.json")):
        part = json.loads(path.read_text(encoding="utf-8"))
        tests |= {test["id"]: test for test in part["tests"]}
        stubs |= part["stubs"]
    return {"tests": list(tests.values()), "stubs": stubs}


def _notebook():
    return sys.modules["__main__"].__dict__


def keep_answers(stubs):
    """In a notebook: running an unchanged answer cell again does not undo an answer that stands.

    Args: stubs: {the cell's source: the name that it defines}.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return

    def skip(lines):
        name = stubs.get("".join(lines).strip())
        return [] if name and name in shell.user_ns else lines

    shell.input_transformers_cleanup.append(skip)


if "IPython" in sys.modules and (_stubs := _load_sheet()["stubs"]):  # none but in a bundle
    keep_answers(_stubs)
