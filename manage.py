#!/usr/bin/env python
import os

from lambinh.management.line import run

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    run()
