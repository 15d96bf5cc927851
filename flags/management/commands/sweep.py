"""The nightly sweep by hand: every rule at once, and what each did."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from flags import actions, registry
from flags.rules import FlagKind

LINE = "{:<32}{:>8}{:>9}{:>9}{:>7}"


class Command(BaseCommand):
    help = "Raise and clear every flag now, as happens each night, and print what was done."

    def add_arguments(self, parser):
        parser.add_argument(
            "kinds", nargs="*", metavar="KIND", help="only these, for example NO_CONTACT"
        )

    def handle(self, *args, kinds, **options):
        rules = registry.rules()
        if unknown := sorted(set(kinds) - set(rules)):
            raise CommandError(
                f"No such kind: {', '.join(unknown)}. Known: {', '.join(sorted(rules))}"
            )
        now = timezone.now()
        if not kinds:
            for name, chore in registry.chores().items():
                self.stdout.write(f"{name}: {chore(now)}")
        self.stdout.write(LINE.format("Flag", "raised", "changed", "cleared", "open"))
        done = [
            actions.sweep(kind=kind, rows=rules[kind](now), at=now)
            for kind in kinds or sorted(rules)
        ]
        for swept in done:
            self.stdout.write(
                LINE.format(
                    str(FlagKind(swept.kind).label),
                    swept.raised,
                    swept.moved,
                    swept.cleared,
                    swept.open,
                )
            )
        totals = [
            sum(getattr(s, part) for s in done) for part in ("raised", "moved", "cleared", "open")
        ]
        self.stdout.write(LINE.format("All", *totals))
