"""Uploaded workbooks: kept out of the web root, named by their digest."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from assignments.rosters.services import RosterFile


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "rosters"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(upload: UploadedFile[Any]) -> RosterFile:
    """Store an upload under its digest; the name that it came with is only told to people."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="upload-", delete=False) as part:
        for chunk in upload.chunks():
            digest.update(chunk)
            part.write(chunk)
    kept = folder() / digest.hexdigest()
    Path(part.name).replace(kept)
    return RosterFile(kept, (upload.name or "")[-255:])
