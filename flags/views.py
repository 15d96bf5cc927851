"""What needs somebody: one's own flags, the team's for its lead, and putting one off."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.views import looked_at, looked_at_each
from people.bar import person_bar
from people.models import User
from people.permissions import Permission
from people.rules import NotAllowed
from people.views.doors import form_page, onward

from . import actions, words
from .forms import TEAM, FlagFilterForm, SnoozeForm
from .models import Flag
from .registry import naming_staff
from .rules import LONGEST_SNOOZE

PAGE = 50


@require_safe
def flag_list(request):
    """What presses first, then the oldest; a page at a time by key. A lead chooses whose; everybody else
    sees their own."""
    user = request.user
    now = timezone.now()
    today = timezone.localdate(now)
    form = FlagFilterForm(request.GET or None, colleagues=_colleagues(user))
    asked = form.cleaned_data if form.is_valid() else {}
    flags = list(
        naming_staff(_after(_chosen(user, asked, today), request.GET.get("after", "")), user)
        .select_related("service_user", "owner")
        .pressing_first()[: PAGE + 1]
    )
    looked_at_each(request, (flag.service_user_id for flag in flags[:PAGE]), at=now)
    return render(
        request,
        "flags/flag_list.html",
        {
            "form": form,
            "entries": [words.shown(flag) for flag in flags[:PAGE]],
            "today": today,
            "of_others": bool(asked.get("whose")),
            "put_off": asked.get("show") == "put_off",
            "older_url": _next_page(request, flags),
        },
    )


def _colleagues(user):
    leading = user.teams_where(Permission.TEAM_SEE)
    if not leading:
        return []
    staff = User.objects.visible_to(user).active().filter(memberships__team__in=leading)
    return list(staff.distinct().order_by("family_name", "given_name"))


def _chosen(user, asked, today):
    flags = Flag.objects.visible_to(user)
    flags = flags.put_off(today) if asked.get("show") == "put_off" else flags.showing(today)
    whose = asked.get("whose")
    if not whose:
        flags = flags.owned_by(user)
    elif whose != TEAM:
        flags = flags.filter(owner_id=int(whose))
    if asked.get("kind"):
        flags = flags.filter(kind=asked["kind"])
    if asked.get("age"):
        flags = flags.filter(since_on__lte=today - timedelta(days=int(asked["age"])))
    return flags


def _after(flags, key):
    """`key` is the last flag of the page before: its turn, day and number. Nonsense starts at the
    top."""
    try:
        turn, day, pk = key.split(".")
        return flags.after_in_turn(int(turn), date.fromisoformat(day), int(pk))
    except ValueError:
        return flags


def _next_page(request, flags):
    if len(flags) <= PAGE:
        return ""
    last = flags[PAGE - 1]
    query = request.GET.dict() | {"after": f"{last.turn}.{last.since_on}.{last.pk}"}
    return f"{reverse('flags:flag_list')}?{urlencode(query)}"


@require_http_methods(["GET", "HEAD", "POST"])
def flag_snooze(request, pk):
    now = timezone.now()
    flags = naming_staff(Flag.objects.visible_to(request.user).open(), request.user)
    flags = flags.select_related("service_user", "owner")
    flag = get_object_or_404(flags, pk=pk)
    form = SnoozeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.snooze(flag_id=flag.pk, by=request.user, at=now, **form.cleaned_data)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is put off and will come back on that day."))
            return onward(request, "flags:flag_list")
    bar = None
    if flag.service_user:
        looked_at(request, service_user_id=flag.service_user_id, at=now)
        bar = person_bar(flag.service_user, request.user, now)
    return form_page(
        request,
        "flags/flag_snooze.html",
        form,
        "flags:flag_list",
        entry=words.shown(flag),
        bar=bar,
        last_day=timezone.localdate(now) + LONGEST_SNOOZE,
    )
