"""Make the virtual environment that `make` works in, also on a Debian without python3-venv."""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)


def main(folder: str) -> None:
    if sys.version_info < OLDEST:
        here = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"Python 3.11 or newer is needed and {sys.executable} is {here}: make PYTHON=python3.12 ...")
    if not _has("ensurepip") and not _has("pip") and _may_install():
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv")
    if _has("ensurepip"):
        _run(sys.executable, "-m", "venv", "--clear", folder)
    elif _has("venv") and _has("pip"):
        _run(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
        _run(
            sys.executable,
            "-m",
            "pip",
            "--python",
            f"{folder}/bin/python",
            "install",
            "-q",
            "pip",
        )
    else:
        sys.exit("Python cannot make virtual environments here. Type: sudo apt-get install python3-venv")


def _has(module: str) -> bool:
    # Asked of a fresh process: what apt-get has just installed is not seen by this one.
    command = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def _may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _run(*command: str) -> None:
    done = subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"This did not work: {' '.join(command)}")


if __name__ == "__main__":
    main(sys.argv[1])
