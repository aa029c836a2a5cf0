"""Run all benchmarks, or those that are named: `python -m benchmarks imports`.

Separate are `python -m benchmarks odd FOLDER`, which reads all files of a folder, `python -m benchmarks fuzz`, which
sends invalid requests to every page, and `python -m benchmarks mutants FOLDER`, which checks how well tests guard the
roster reader.
"""

import importlib
import sys

ALL = ("imports", "flow", "uploads", "totals", "journal", "access", "desk", "desk_page", "load", "duplicates")

if sys.argv[1:2] in (["odd"], ["fuzz"], ["mutants"]):
    importlib.import_module(f"benchmarks.{sys.argv[1]}").main(*sys.argv[2:])
else:
    for name in sys.argv[1:] or ALL:
        print(f"--- {name}")
        importlib.import_module(f"benchmarks.{name}").main()
