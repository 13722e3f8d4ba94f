"""What independent heads pay on a two-state chain: their floors, the joint entropy, the gap."""

from chapter7.widgets.entropy.entropy import MOST_TOKENS, STAYS, Entropy

__all__ = ["MOST_TOKENS", "STAYS", "Entropy"]
