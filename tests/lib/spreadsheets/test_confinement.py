"""A file that takes over its reader gains nothing: no keys, no files, no network, no other process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assignments.rosters.workbooks.annotated import CellAnnotation, annotated_workbook, token_of
from lambinh.lib.spreadsheets import child_process
from lambinh.lib.spreadsheets.child_process import SpreadsheetChildError, read_in_child
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits
from tests.support.spreadsheets import hostile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have fewer locks")
AS_ROOT = os.geteuid() == 0
SECRET = "postgres://lambinh:the-password@127.0.0.1/lambinh"

# The actions of a file that has taken over the reader while it reads.
TAKEN_OVER = """
import ctypes, errno, os, sys
sys.path.append(sys.argv[1])
import socket
from lambinh.lib.spreadsheets.child import dispatch, main

def attempt(deed):
    try:
        return str(deed())
    except OSError as error:
        return type(error).__name__

def is_open(number):
    try:
        os.lseek(number, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno != errno.EBADF
    return True

def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return child

ENVIRONMENT = dict(os.environ)
system = ctypes.CDLL(None, use_errno=True)
system.ptrace.restype = ctypes.c_long

def take_over(file, options, output):
    output.fail(
        "report",
        environment=[name for name in ENVIRONMENT if name != "LC_CTYPE"],
        uid=os.getuid(),
        groups=attempt(os.getgroups),
        descriptors=[number for number in range(64) if is_open(number)],
        files={path: attempt(lambda: os.open(path, os.O_RDONLY)) for path in PATHS},
        written=attempt(lambda: os.open("WRITTEN", os.O_WRONLY | os.O_CREAT)),
        listed=attempt(lambda: os.listdir("/")),
        internet=attempt(socket.socket),
        unix=attempt(lambda: socket.socket(socket.AF_UNIX)),
        datagrams=attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
        process=attempt(fork),
        program=attempt(lambda: os.execv("/nowhere", ["nowhere"])),
        signal=attempt(lambda: os.kill(PARENT, 0)),
        traced=system.ptrace(0x4206, PARENT, 0, 0),
        root_again=attempt(lambda: os.setuid(0)),
    )
    os._exit(0)

dispatch.read = take_over
main.main()
"""

# The web process of an ordinary user: it may only reach the interpreter, wherever that lies.
ORDINARY = """
import sys, json
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from lambinh.lib.spreadsheets import child_process
from lambinh.lib.spreadsheets.reader import Limits, read_workbook
path = Path(sys.argv[2])
print(json.dumps([len(read_workbook(path, name="a.xlsx").sheets)]))
child_process._START = sys.argv[3].replace("PARENT", str(__import__("os").getpid()))
try:
    child_process.read_in_child(path, suffix=".xlsx", limits=Limits())
except child_process.SpreadsheetChildError as failure:
    print(json.dumps(failure.facts))
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    path.write_bytes(hostile.xlsx(hostile.row(1, hostile.text_cell("A1", "Giàng A Páo"))))
    return path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", SECRET)
    monkeypatch.setenv("LAMBINH_SECRET_KEY", SECRET)


def hostile_start(parent: object, secret: Path) -> str:
    paths = ["/etc/passwd", f"/proc/{parent}/environ", "/proc/self/maps", str(secret), sys.executable]
    return TAKEN_OVER.replace("PATHS", repr(paths)).replace("PARENT", str(parent)).replace("WRITTEN", f"{secret}-2")


def report_as_we_are(path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(child_process, "_START", hostile_start(os.getpid(), secret))
    with pytest.raises(SpreadsheetChildError) as raised:
        read_in_child(path, suffix=".xlsx", limits=Limits())
    assert raised.value.code == "report"
    return raised.value.facts


def report_as_ordinary_user(path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Root runs the web process as an ordinary user; for an ordinary user there is nothing to change."""
    become: list[str] = []
    if AS_ROOT:
        if not shutil.which("setpriv"):
            pytest.skip("no setpriv on this machine")
        become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    command = [sys.executable, "-c", ORDINARY, str(child_process._ROOT), str(path), hostile_start("PARENT", secret)]
    done = subprocess.run([*become, *command], capture_output=True, timeout=60, check=True, text=True)
    sheets, report = map(json.loads, done.stdout.splitlines())
    assert sheets == [1]
    return report


@pytest.mark.parametrize("run", [report_as_we_are, report_as_ordinary_user], ids=["as we are", "as an ordinary user"])
def test_a_file_that_takes_its_reader_over_gets_nothing(
    run: Callable[..., dict[str, Any]], workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret-key"
    secret.write_text(SECRET)
    secret.chmod(0o600)

    report = run(workbook, secret, monkeypatch)

    assert set(report.pop("environment")) <= {"LD_LIBRARY_PATH"}
    assert report.pop("descriptors") == [0, 1, 2]
    assert report.pop("traced") == -1
    uid = report.pop("uid")
    assert uid not in (0, 65534) if run is report_as_we_are and AS_ROOT else uid
    outcomes = {**report.pop("files"), **report}
    assert {action: outcome for action, outcome in outcomes.items() if outcome != "PermissionError"} == {}
    assert sorted(tmp_path.iterdir()) == [workbook, secret]


@pytest.mark.parametrize("lock", ["seccomp.close_calls", "landlock.close_files"])
def test_either_lock_keeps_the_files_closed_by_itself(
    lock: str, workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel may lack one of the protections."""
    secret = tmp_path / "secret-key"
    secret.write_text(SECRET)
    module, function = lock.split(".")
    without = (
        f"from lambinh.lib.spreadsheets.child.sandbox import {module}\n{module}.{function} = lambda *_a, **_o: None\n"
    )
    start = hostile_start(os.getpid(), secret).replace("dispatch.read", f"{without}dispatch.read", 1)
    monkeypatch.setattr(child_process, "_START", start)

    with pytest.raises(SpreadsheetChildError) as raised:
        read_in_child(workbook, suffix=".xlsx", limits=Limits())

    facts = raised.value.facts
    refusals = ("PermissionError", "OSError")  # the second error: no descriptor is left
    assert {facts["written"], facts["internet"], facts["unix"], *facts["files"].values()} <= set(refusals)
    assert facts["process"] in ("PermissionError", "BlockingIOError")
    if AS_ROOT and module == "seccomp":
        assert facts["groups"] == "[]"


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another account")
def test_two_readers_at_once_are_two_accounts(workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uids = {report_as_we_are(workbook, tmp_path / "none", monkeypatch)["uid"] for _ in range(2)}
    assert len(uids) == 2


def test_the_child_that_writes_a_workbook_back_reaches_its_own_folder_and_nothing_else(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    job = tmp_path / "marks" / "job.json"
    job.parent.mkdir(mode=0o700)
    job.write_text(json.dumps({"marks": [], "token": "t", "stem": "a"}))
    start = hostile_start(os.getpid(), tmp_path / "none").replace(
        "child import dispatch, main",
        "child import main\nfrom lambinh.lib.spreadsheets.child.annotations import annotate_xlsx",
    )
    start = start.replace("dispatch.read = take_over", "annotate_xlsx.annotate = lambda job, *given: take_over(*given)")
    attempt = 'made=attempt(lambda: os.open(options["folder"] + "/x", os.O_WRONLY | os.O_CREAT)),'
    start = start.replace("        traced=", f"        {attempt}\n        traced=", 1)
    monkeypatch.setattr(child_process, "_START", start)

    with pytest.raises(SpreadsheetChildError) as raised:
        read_in_child(
            workbook,
            suffix=".xlsx",
            limits=Limits(),
            work="annotate",
            written_bytes=99,
            job=str(job),
            folder=str(job.parent),
        )

    facts = raised.value.facts
    assert facts["made"].isdigit()
    assert (job.parent / "x").exists()
    assert set(facts["files"].values()) <= {"PermissionError", "FileNotFoundError"}
    assert facts["unix"] == facts["internet"] == facts["process"] == facts["signal"] == "PermissionError"
    assert facts["environment"] in ([], ["LD_LIBRARY_PATH"])


def test_a_workbook_is_given_back_though_others_may_not_walk_to_the_temporary_folder(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.tempdir", str(private))
    marks = [CellAnnotation("A", 1, 0, "?", "error")]

    marked = annotated_workbook(workbook, name="a.xlsx", annotations=marks, token="the-token", limits=Limits())

    workbook.write_bytes(marked)
    assert token_of(workbook) == "the-token"
    assert list(private.iterdir()) == []


FORMATS = ("new.xlsx", "old.xls", "open.ods", "binary.xlsb", "text.csv", "old.csv", "wide.csv")


class TestCodeIsLoadedBefore:
    """After confinement not even a Python module can be opened; a missing import would look like a damaged file."""

    WATCH = (
        "import sys\n"
        "def late(name, *_given): print('LATE', name, file=sys.stderr)\n"
        "sys.path.append(sys.argv[1])\n"
        "from lambinh.lib.spreadsheets.child import main\n"
        "confine = main.confine\n"
        "def watched(options):\n"
        "    sys.meta_path.insert(0, type('Late', (), {'find_spec': staticmethod(late)}))\n"
        "    confine(options)\n"
        "main.confine = watched\n"
    )

    @pytest.mark.parametrize(
        ("work", "name"),
        [("annotate", "new.xlsx"), *((work, name) for work in ("read", "rebuild") for name in FORMATS)],
    )
    def test_nothing_is_missed(self, work: str, name: str, tmp_path: Path) -> None:
        from tests.lib.spreadsheets import test_hostile as books

        contents = {
            "new.xlsx": books.new_workbook,
            "old.xls": books.old_workbook,
            "open.ods": books.open_document,
            "binary.xlsb": lambda: hostile.xlsb("A", hostile.xlsb_record(0, bytes(17)), hostile.xlsb_record(146)),
            "text.csv": lambda: "Hộ;Năm\nGiàng A Páo;1985\n".encode(),
            "old.csv": lambda: "Hộ;Năm\nGiàng A Páo;1985\n".encode("cp1258", "replace"),
            "wide.csv": lambda: "Hộ;Năm\nGiàng A Páo;1985\n".encode("utf-16"),
        }
        path = tmp_path / name
        path.write_bytes(contents[name]())
        options: dict[str, Any] = {"suffix": path.suffix, "work": work, "written_bytes": 10**8, **Limits().__dict__}
        if work != "read":
            folder = tmp_path / "folder"
            folder.mkdir()
            job = folder / "job.json"
            job.write_text(json.dumps({"marks": [["A", 1, 0, "error", "?"]], "token": "t", "stem": "a"}))
            options |= {"job": str(job), "folder": str(folder)}
        command = child_process.command(options)
        command[command.index("-c") + 1] = self.WATCH + child_process._START
        with path.open("rb") as file:
            done = subprocess.run(command, stdin=file, capture_output=True, env={}, timeout=60, check=True)

        assert done.stderr.decode() == ""
        assert done.stdout


def test_samples_are_read_as_before(workbook: Path) -> None:
    assert read_workbook(workbook).sheets[0].rows == [("Giàng A Páo",)]
