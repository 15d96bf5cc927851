"""What a browser may keep of what it was shown: probation's machines are shared.

A page stays for the Back button, which keeps what was typed, and is asked for again otherwise. Files
and JSON are kept nowhere. Signing out empties what the browser kept, Back included.
"""

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

PAGE = "private, no-cache"
FILE = "private, no-store"


class KeptByNobody:
    """A view that says so itself is left alone. Static files never come this far."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = PAGE if is_page(response) else FILE
        if getattr(request, "signed_out_now", False):
            response["Clear-Site-Data"] = '"cache"'
        return response


def is_page(response):
    return response.get("Content-Type", "").startswith("text/html")


@receiver(user_logged_out)
def note_sign_out(request, **_given):
    if request is not None:
        request.signed_out_now = True
