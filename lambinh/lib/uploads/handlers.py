"""Receive uploads. If the disk is full, the form shows an error instead of an error page."""

from contextlib import suppress
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

Upload = UploadedFile[Any]
"""An uploaded file, whatever it is read from."""


class FailedUpload(UploadedFile[Any]):
    """An upload that could not be stored. Reading it raises the error."""

    def __init__(self, error: OSError, **attributes: Any) -> None:
        super().__init__(file=None, **attributes)
        self.error = error

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """Raise the error of storing the file."""
        raise self.error


class TemporaryFileHandler(TemporaryFileUploadHandler):
    """Django's handler for large files, which goes on to receive the request when the disk is full."""

    file: Any
    error: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start a file."""
        self.error, self.file = None, None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._fail(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Store a chunk, unless an earlier one failed."""
        if self.error is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._fail(error)

    def file_complete(self, file_size: int) -> Upload | None:
        """The file, or a `FailedUpload`."""
        if self.error is None:
            try:
                return super().file_complete(file_size)  # flushes the buffer
            except OSError as error:
                self._fail(error)
        assert self.error is not None
        return FailedUpload(self.error, name=self.file_name, content_type=self.content_type, size=file_size)

    def _fail(self, error: OSError) -> None:
        self.error = error
        if self.file is not None:
            with suppress(OSError):  # flushing fails too, but the file is deleted
                self.file.close()
            self.file = None
