"""What all tests share, and what every run reports at its end."""

from hypothesis import settings

from chapter7 import ledger

# No deadline: how long an example takes says more of the machine than of the code.
# Derandomised: a run that fails here fails everywhere.
settings.register_profile("chapter7", deadline=None, derandomize=True)
settings.load_profile("chapter7")


def pytest_terminal_summary(terminalreporter) -> None:
    """The ledger: how many rows come to each verdict."""
    count = ledger.summary()
    terminalreporter.section("ledger")
    terminalreporter.write_line(f"{sum(count.values())} rows")
    for name, n in count.items():
        terminalreporter.write_line(f"{n:5}  {name}")
