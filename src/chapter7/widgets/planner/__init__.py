"""What drafts may be worth for a reader's own numbers: the planner's formula, over a grid."""

from chapter7.widgets.planner.planner import (
    BATCHES,
    DRAFT_COSTS,
    MOST_DRAFTS,
    RIDGES,
    SHARES,
    Planner,
)

__all__ = ["BATCHES", "DRAFT_COSTS", "MOST_DRAFTS", "RIDGES", "SHARES", "Planner"]
