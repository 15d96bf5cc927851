from django.apps import AppConfig


class IirmsConfig(AppConfig):
    """Wiring. An app only so that what the wiring needs of the database (the queue's tables, the
    cache's table) is made by a migration."""

    name = "iirms"
    verbose_name = "IIRMS"
