"""The command line of the ledger under the name it had first: `python -m chapter7.claims`."""

import sys

from chapter7.ledger import main

if __name__ == "__main__":
    sys.exit(main())
