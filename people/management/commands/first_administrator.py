from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import timezone

from people.actions.first import add_first_administrator
from people.rules import NotAllowed


class Command(BaseCommand):
    help = "Adds the first administrator of an empty installation and mails a link to choose a password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("given_name")
        parser.add_argument("family_name")
        parser.add_argument("--region", default="Wales", help="The region of their team.")
        parser.add_argument("--team", default="Administration", help="Their team.")

    def handle(self, *args, **options):
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']}: {error.messages[0]}") from error
        names = ("email", "given_name", "family_name", "region", "team")
        try:
            user = add_first_administrator(
                **{name: options[name] for name in names}, at=timezone.now()
            )
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{user} can now choose a password: the link is on its way to {user.email}."
        )
