"""`python -m chapter7.planning config.json`: the plan of a model as a table, or as JSON."""

import sys

from chapter7.planning import main

sys.exit(main())
