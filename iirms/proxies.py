"""Behind a balancer the caller's address is in a header: taken from the right, where ours wrote it."""

from django.conf import settings


class ClientAddress:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.PROXIES:
            request.META["REMOTE_ADDR"] = nearest_trusted(
                request.META.get("HTTP_X_FORWARDED_FOR", ""),
                settings.PROXIES,
                request.META.get("REMOTE_ADDR", ""),
            )
        return self.get_response(request)


def nearest_trusted(header, proxies, fallback):
    """What stands left of our own proxies' entries was typed by the caller and proves nothing."""
    hops = [hop.strip() for hop in header.split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else fallback
