"""Receiving files: one that does not fit on the disk is told at its form, not answered with an error page."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class FailedUpload(UploadedFile[Any]):
    """A file that was received and could not be stored: whoever reads it hears why."""

    def __init__(self, error: OSError, **described: Any) -> None:
        super().__init__(file=None, **described)
        self.error = error

    def chunks(self, chunk_size: int | None = None) -> Any:
        """Raise what storing it raised."""
        raise self.error


class TemporaryFile(TemporaryFileUploadHandler):
    """Django's way of receiving large files, which is heard to its end when the disk is full."""

    file: Any
    error: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        self.error, self.file = None, None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Store a piece, unless a piece before it could not be stored."""
        if self.error is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The file, or what stands for it."""
        if self.error is None:
            try:
                return super().file_complete(file_size)  # writes what is still buffered
            except OSError as error:
                self._give_up(error)
        assert self.error is not None
        return FailedUpload(self.error, name=self.file_name, content_type=self.content_type, size=file_size)

    def _give_up(self, error: OSError) -> None:
        self.error = error
        if self.file is not None:
            with suppress(OSError):  # the last piece cannot be written either; the file is gone all the same
                self.file.close()
            self.file = None
