"""A file sent where text belongs is told so at its field; no form of ours takes files."""


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
