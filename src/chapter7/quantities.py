"""Numbers as text, with their units: the one place where a number becomes something to read.

`widgets/shared/format.js` does the same in the figures that move; a test holds the two together.
"""

import math

PREFIXES = ("", "k", "M", "G", "T", "P", "E", "Z", "Y")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_BREAK = "\u202f"
"""A narrow space at which no line breaks, between a number and its unit."""


def significant(value: float, digits: int = 3) -> str:
    """`value` to `digits` significant digits, with thousands separators: 0.372, 63,900, 1.3 × 10⁻⁷.

    Plain between 0.001 and 10 million, a power of ten elsewhere.

    Raises: ValueError: value is not finite, or digits < 1.
    """
    if not math.isfinite(value) or digits < 1:
        raise ValueError(f"need a finite value and digits >= 1, got {value!r} and {digits!r}")
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if -3 <= power < 7:
        return f"{round(value, digits - 1 - power):,.{max(0, digits - 1 - power)}f}"
    return f"{mantissa} × 10{str(power).translate(SUPERSCRIPT)}"


def with_unit(value: float, unit: str, digits: int = 3) -> str:
    """`value` and its unit as they stand: 0.372 bits per GFLOP."""
    return f"{significant(value, digits)}{NO_BREAK}{unit}"


def with_prefix(value: float, unit: str, digits: int = 3) -> str:
    """`value` with the SI prefix that leaves one to three digits before the point: 172 TFLOP.

    Raises: ValueError: value is below 1 (it would need a prefix that this chapter does not use).
    """
    if not value >= 1:
        raise ValueError(f"value must be at least 1, got {value!r}")
    power = int(f"{value:.{digits - 1}e}".split("e")[1])
    index = min(power // 3, len(PREFIXES) - 1)
    return f"{significant(value / 1000**index, digits)}{NO_BREAK}{PREFIXES[index]}{unit}"


def parameters(value: float, digits: int = 3) -> str:
    """A parameter count as the field writes it: 124M, 6.74B, 2T."""
    text = with_prefix(value, "", digits).replace(NO_BREAK, "").replace("G", "B")
    number, letter = (text[:-1], text[-1]) if text[-1].isalpha() else (text, "")
    return (number.rstrip("0").rstrip(".") if "." in number else number) + letter


def with_interval(mean: float, low: float, high: float, digits: int = 3) -> str:
    """A difference with its interval, to so many decimals: −0.143 (−0.164 to −0.123)."""
    signed = [f"{float(value):+.{digits}f}".replace("-", "−") for value in (mean, low, high)]
    return "{} ({} to {})".format(*signed)
