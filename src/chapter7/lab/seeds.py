"""What a few runs that end either way tell: counts of seeds, as a word."""

from chapter7 import _contracts


def what_seeds_tell(without: int, with_heads: int, n_seeds: int = 5) -> str:
    """What extra heads did, by how many of `n_seeds` solved a task without and with them.

    One seed on either side decides nothing: "easy" if both fail at most once, "neither" if both
    succeed at most once, "helps" or "hurts" if all but one seed make the difference, else
    "unclear".

    Args: without, with_heads: seeds that solved it, 0 to `n_seeds`. n_seeds: at least 4.
    Raises: TypeError, ValueError: a number breaks the contract.
    """
    n_seeds = _contracts.count("n_seeds", n_seeds, 4)
    both = _contracts.count("without", without, 0), _contracts.count("with_heads", with_heads, 0)
    if max(both) > n_seeds:
        raise ValueError(f"at most {n_seeds} seeds can have solved it, got {both}")
    if min(both) >= n_seeds - 1:
        return "easy"
    if max(both) <= 1:
        return "neither"
    if abs(both[1] - both[0]) < n_seeds - 1:
        return "unclear"
    return "helps" if both[1] > both[0] else "hurts"
