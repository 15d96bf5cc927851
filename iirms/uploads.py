"""What a browser sends as a file: where text belongs it is told so at its field, and no more of it
is kept than a form could accept."""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler

from imports.rules.files import LARGEST_FILE


class SentFile(str):
    """Stands in the posted data for a file: empty text that remembers the file's name."""

    def __new__(cls, name):
        made = super().__new__(cls, "")
        made.name = name
        return made

    def __bool__(self):
        return True


class FilesAreNotText:
    """Put a mark in request.POST for each file, so that forms can refuse it by name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and request.content_type == "multipart/form-data":
            posted = request.POST.copy()
            for name, sent in request.FILES.items():
                posted[name] = SentFile(sent.name)
            request.POST = posted


class KeepNoMore(FileUploadHandler):
    """Stands before Django's own: what comes after the largest file we take goes nowhere.

    The whole body is read, so the browser gets a page and not a broken connection; the form sees a
    file above the limit and says so. Nobody, signed in or not, fills the disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST_FILE else None

    def file_complete(self, file_size: int) -> None:
        return None
