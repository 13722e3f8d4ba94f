"""Values of 7.3's rows."""

from chapter7 import density
from chapter7.ledger.computing import computes
from chapter7.published import models


@computes("parameters")
def module_parameters_but(basis: str, without: str | None = None) -> float:
    """Parameters of DeepSeek-V3's module on a basis, one of its parts left out."""
    parts = density.module_parts(models.DEEPSEEK_V3, basis=basis)
    return float(sum(count for name, count in parts.items() if name != without))
