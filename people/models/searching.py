"""Who is sought: keys first, by an index each, then the rows one may see (docs/performance.md)."""

from people import rules

from .finding import begun_wrongly, near_words
from .service_users import FormerIdentifier, ServiceUser, each_word_begins, parts_of_reach

# A name borne by more people than this within one's reach asks for more letters anyway.
MOST_READ = 200


def found_by_number(user, field, value):
    """By any number that ever stood on the record."""
    now = ServiceUser.objects.order_by().standing().filter(**{field: value}).values_list("pk")
    before = FormerIdentifier.objects.filter(field=field, value=value)
    keys = [pk for (pk,) in now.union(before.values_list("service_user_id"), all=True)]
    return ServiceUser.objects.visible_to(user, among=keys)


def found_by_name(user, text):
    """As typed: each word begins one of their names, with or without its hyphens and apostrophes."""
    return _within_reach(user, _exactly(rules.plain_name(text).split()))


def nearly_named(user, text):
    """Spelt nearly so: a letter missed, added or changed, two swapped; or written together."""
    words = rules.plain_name(text).split()
    near = near_words(words)
    ways = [_exactly(way) for way in rules.joined(text)]
    if near:
        ways.append([[word, *near.get(word, [])] for word in words])
    return _within_reach(user, *ways)


def named_but_for_the_first_letter(user, text):
    words = rules.plain_name(text).split()
    near = begun_wrongly(words)
    return _within_reach(user, *([[[w, *near.get(w, [])] for w in words]] if near else []))


def _exactly(words):
    return [[word] for word in words]


def _within_reach(user, *ways):
    """Nobody where there is no way to write the name."""
    if not ways:
        return ServiceUser.objects.none()
    first, *rest = (
        each_word_begins(part, *ways).standing().values_list("pk")[:MOST_READ]
        for part in parts_of_reach(user)
    )
    keys = {pk for (pk,) in first.union(*rest, all=True)}
    return ServiceUser.objects.visible_to(user, among=sorted(keys)).order_by(
        "family_name", "given_name", "pk"
    )


def known_elsewhere(user, field, value):
    """Who has this number out of one's reach, if anybody: decides what the search may offer. Of a
    record one is barred from nothing is said."""
    return ServiceUser.objects.identified(field, value).not_barred_to(user).first()


def likely_same(*, given_name, family_name, date_of_birth, user, limit=50):
    """Who of those already known may be this person: (those the user may see, those out of
    their reach).

    A record the user is barred from is never hinted at; one merely out of reach only when the day
    of birth agrees too, so that common names tell nothing.
    """
    sought = rules.Known(given_name, family_name, date_of_birth)
    rows = ServiceUser.objects.standing().not_barred_to(user)
    near = [
        *rows.filter(date_of_birth=date_of_birth)[:limit],
        *rows.named(f"{given_name} {family_name}").exclude(date_of_birth=date_of_birth)[:limit],
    ]
    likely = {
        row.pk: row
        for row in near
        if rules.is_likely_same(
            sought, rules.Known(row.given_name, row.family_name, row.date_of_birth)
        )
    }
    mine = ServiceUser.objects.visible_to(user).filter(pk__in=likely).order_by("family_name")
    seen = list(mine)
    out_of_reach = likely.keys() - {row.pk for row in seen}
    return seen, [pk for pk in out_of_reach if likely[pk].date_of_birth == date_of_birth]
