"""The web server's memory after uploads of 100,000 rows, measured in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from lambinh.db.roles import ProcessRole
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOUSEHOLDS
from tests.support.rosters.workers import database_environment

ROWS = 100_000
UPLOADS = 2
NAMES = ("Anh", "Bình", "Chi", "Dũng", "Giang", "Hoa", "Khánh", "Lan", "Minh", "Nga")
UPLOADING = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lambinh.accounts.models import User
from tests.support.rosters.workers import after_check

settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
client.force_login(User.objects.get(username="lan"))

def megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))

used = [megabytes()]
for time in range(int(sys.argv[2])):
    import time as clock; t0 = clock.time()
    with open(sys.argv[1], "rb") as content:
        answer = client.post("/rosters/", {"file": SimpleUploadedFile("b.csv", content.read())})
    assert answer.status_code == 302, answer.content.decode()
    assert client.get(after_check(client, answer)["Location"]).status_code == 200
    del answer
    used.append(megabytes()); print(clock.time()-t0, clock.process_time(), file=sys.stderr)
print(json.dumps(used))
"""


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_uploads_of_100_000_rows_do_not_grow_the_web_server_for_good(units: None, tmp_path: Path) -> None:
    UserFactory(username="lan")
    file = tmp_path / "b.csv"
    file.write_text("".join(",".join(row) + "\n" for row in [HOUSEHOLDS, *map(household, range(ROWS))]))
    patient = {
        "LAMBINH_ROSTER_SECONDS": "600"
    }  # other tests may slow the machine down: the test measures memory, not speed
    environment = {"DJANGO_SETTINGS_MODULE": "lambinh.settings", "LAMBINH_DATA": str(tmp_path)} | patient

    done = subprocess.run(
        [sys.executable, "-c", UPLOADING, file, str(UPLOADS)],
        cwd=settings.BASE_DIR,
        env=os.environ | database_environment(ProcessRole.OWNER) | environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    _before, first, *later = json.loads(done.stdout)
    assert max(later) <= first + 30


def household(number: int) -> list[str]:
    name = " ".join(NAMES[number // 10**place % 10] for place in range(3))
    return [f"LB{number:06}", name, str(1940 + number // 1000 % 60), "Nà Khà", "Thổ Bình", "5", "Hộ nghèo"]
