"""Speed and memory, as ratios against a floor or a peer that is measured in the same run. `make bench` runs all."""
