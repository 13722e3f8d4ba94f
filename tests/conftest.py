"""What every test run reports at its end."""

from chapter7 import claims


def pytest_terminal_summary(terminalreporter) -> None:
    """The ledger: how many rows come to each verdict."""
    count = claims.summary()
    terminalreporter.section("ledger")
    terminalreporter.write_line(f"{sum(count.values())} rows")
    for name, n in count.items():
        terminalreporter.write_line(f"{n:5}  {name}")
