#!/usr/bin/env python
import os

from lambinh.server.cli import run

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    run()
