"""All benchmarks, one after the other; `python -m benchmarks imports` for one of them.

`python -m benchmarks odd FOLDER` reads all files of a folder, `python -m benchmarks fuzz` asks every page for nonsense,
`python -m benchmarks mutants FOLDER` checks how well tests guard the roster reader. These three are not part of them.
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
