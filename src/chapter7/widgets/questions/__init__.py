"""Self-check questions in a notebook: the website's form, its script and its feedback."""

from chapter7.widgets.questions.question import Question, pack

__all__ = ["Question", "pack"]
