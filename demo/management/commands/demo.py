"""An invented service on a real day: for a laptop, a demonstration, a training room."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo import build, staff


class Command(BaseCommand):
    help = "Fill an empty service with invented people at every stage of the work."

    def add_arguments(self, parser):
        parser.add_argument(
            "--sign-ins", action="store_true", help="print whom to sign in as, and do nothing else"
        )

    def handle(self, *args, sign_ins, **options):
        if sign_ins:
            self.print_sign_ins()
            return
        if not settings.DEMO:
            raise CommandError(
                "Demo data is for laptops and demonstrations. To allow it here, set DEMO=true."
            )
        if build.is_there():
            self.stdout.write("Demo data is here already. Nothing was changed.")
            return
        if build.is_real():
            raise CommandError(
                "This service has people in it who are not of the demo. Nothing was changed."
            )
        build.build(now=timezone.now(), say=self.say)

    def say(self, words):
        self.stdout.write(f"            {words}")
        self.stdout.flush()

    def print_sign_ins(self):
        if not build.is_there():
            raise CommandError("There is no demo data yet.")
        rows = staff.sign_ins()
        width = max(len(email) for email, _role, _what in rows)
        role_width = max(len(role) for _email, role, _what in rows)
        self.stdout.write(f"Everyone's password is: {staff.PASSPHRASE}")
        for email, role, what in rows:
            self.stdout.write(f"  {email:<{width}}  {role:<{role_width}}  {what}")
