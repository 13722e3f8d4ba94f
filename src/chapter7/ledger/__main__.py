"""`python -m chapter7.ledger`: the summary of the ledger, or with `--csv` its rows."""

import sys

from chapter7.ledger import main

sys.exit(main())
