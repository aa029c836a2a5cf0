"""All benchmarks, one after the other; `python -m benchmarks imports` for one of them."""

import importlib
import sys

ALL = ("imports", "flow", "totals")

for name in sys.argv[1:] or ALL:
    print(f"--- {name}")
    importlib.import_module(f"benchmarks.{name}").main()
