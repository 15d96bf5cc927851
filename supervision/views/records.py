"""What the two plan, hold and keep. To anybody else these pages do not exist."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iirms.forms import whole_number
from people.rules import NotAllowed
from people.views.doors import asked_next, by_way_of, form_page, onward
from supervision import actions
from supervision.forms import MoveForm, PlanForm, ReasonForm, SaidForm
from supervision.models import AgreedAction, Agreement, SupervisionRecord, cases_open_to
from supervision.rules import RecordStatus, can_amend
from tiers.models import Case

# Somebody not talked about for this long is worth a thought before the next supervision.
NOT_DISCUSSED_FOR = timedelta(weeks=8)
MOST_CASES = 60


def _agreement(user, pk):
    """A current agreement of which this person is one of the two."""
    rows = (
        Agreement.objects.visible_to(user)
        .current()
        .filter(Q(supervisee=user) | Q(supervisor=user))
        .select_related("supervisee", "supervisor", "team")
    )
    return get_object_or_404(rows, pk=pk)


def _record(user, pk):
    rows = SupervisionRecord.objects.visible_to(user).select_related(
        "agreement__supervisee", "agreement__supervisor", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


def _people(agreement, user):
    """The two, the reader first; the reader is the request's own user, whose roles are known."""
    other = agreement.supervisor if user.pk == agreement.supervisee_id else agreement.supervisee
    return [user, other]


def _cases(agreement, user, discussed):
    """Of the cases both may read: those they talked about already, however many and ended or not;
    then the live ones of the two. By name."""
    readable = (
        cases_open_to(_people(agreement, user))
        .select_related("service_user")
        .order_by("service_user__family_name", "service_user__given_name", "pk")
    )
    live = readable.live().filter(practitioner_id__in=agreement.pair)
    return [
        *readable.filter(pk__in=discussed),
        *live.exclude(pk__in=discussed)[:MOST_CASES],
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_plan(request, pk):
    agreement = _agreement(request.user, pk)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_supervision(
                agreement_id=pk,
                planned_for=form.when(),
                by=request.user,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Supervision is booked."))
            return onward(request, "supervision:my_supervision")
    return form_page(
        request, "supervision/supervision_plan.html", form, agreement, agreement=agreement
    )


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_move(request, pk):
    record = _record(request.user, pk)
    if record.status != RecordStatus.PLANNED:
        return redirect(record)
    when = timezone.localtime(record.planned_for)
    form = MoveForm(
        request.POST or None,
        initial={"day": when.date(), "time": when.time(), "version": record.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_supervision(
                record_id=pk,
                planned_for=form.when(),
                by=request.user,
                at=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Supervision is booked for the new time."))
            return onward(request, record)
    return form_page(
        request,
        "supervision/supervision_move.html",
        form,
        record,
        record=record,
        agreement=record.agreement,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_record(request, pk):
    """Record what was planned, or change what is recorded until both have confirmed it."""
    record = _record(request.user, pk)
    if record.status == RecordStatus.CANCELLED or record.confirmed_by_both:
        return redirect(record)
    form = _said_form(request, record.agreement, record=record)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request.user, record, form)
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded. Your colleague is asked to confirm it."))
            return onward(request, record)
    return form_page(
        request,
        "supervision/supervision_record.html",
        form,
        record.agreement,
        agreement=record.agreement,
        record=record,
    )


def _save(user, record, form):
    asked = {
        "record_id": record.pk,
        "said": form.said(),
        "by": user,
        "at": timezone.now(),
        "version": form.cleaned_data["version"],
    }
    if record.status == RecordStatus.HELD:
        return actions.amend_supervision(**asked)
    return actions.record_supervision(is_informal=form.cleaned_data["is_informal"], **asked)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_record_now(request, pk):
    """Supervision that nobody had booked."""
    agreement = _agreement(request.user, pk)
    form = _said_form(request, agreement)
    if request.method == "POST" and form.is_valid():
        try:
            record = actions.record_unplanned_supervision(
                agreement_id=pk,
                held_at=form.when(),
                said=form.said(),
                is_informal=form.cleaned_data["is_informal"],
                by=request.user,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded. Your colleague is asked to confirm it."))
            return onward(request, record)
    return form_page(
        request,
        "supervision/supervision_record.html",
        form,
        agreement,
        agreement=agreement,
        record=None,
    )


def _said_form(request, agreement, record=None):
    held = record is not None and record.status == RecordStatus.HELD
    discussed = _ids_discussed(record) if held else []
    cases = [(str(case.pk), str(case)) for case in _cases(agreement, request.user, discussed)]
    initial = _initial(agreement, record)
    if held:
        initial["cases"] = [pk for pk, _name in cases if int(pk) in discussed]
    form = SaidForm(
        request.POST or None,
        pair=_people(agreement, request.user),
        cases=cases,
        is_planned=record is not None,
        initial=initial,
    )
    if held:
        del form.fields["is_informal"]
    return form


def _ids_discussed(record):
    return list(record.cases_discussed.order_by().values_list("pk", flat=True))


def _initial(agreement, record):
    if record is None:
        now = timezone.localtime(timezone.now())
        return {"day": now.date(), "time": now.time(), "minutes": 30, "is_informal": True}
    return {
        "version": record.version,
        "minutes": record.minutes or agreement.minutes,
        "themes": record.themes,
        "summary": record.summary,
        "feelings": record.feelings,
    }


@require_safe
def supervision_detail(request, pk):
    """Held: what was kept. Booked: what to think about beforehand."""
    user, now = request.user, timezone.now()
    record = _record(user, pk)
    page = {
        "record": record,
        "agreement": record.agreement,
        "today": timezone.localdate(now),
        "is_past": record.planned_for < now,
        "back_url": asked_next(request) or record.agreement.get_absolute_url(),
        "actions": _actions_of(user, record),
    }
    if record.status == RecordStatus.PLANNED:
        page |= {
            "cases": _not_discussed(record, user, now),
            "weeks": NOT_DISCUSSED_FOR.days // 7,
            "last": _last_held(user, record),
        }
        return render(request, "supervision/supervision_prepare.html", page)
    page |= {
        "cases": _discussed(user, record),
        "can_amend": can_amend(status=record.status, confirmed_by_both=record.confirmed_by_both),
        "to_confirm": record.status == RecordStatus.HELD and _unconfirmed(record, user),
    }
    return render(request, "supervision/supervision_detail.html", page)


def _actions_of(user, record):
    """Of a session that was held: its own. Before the next one: all that is still to do."""
    rows = AgreedAction.objects.visible_to(user).select_related("owner")
    if record.status == RecordStatus.PLANNED:
        rows = rows.to_do().filter(record__agreement=record.agreement)
    else:
        rows = rows.filter(record=record)
    return list(rows.order_by("due_on", "pk"))


def _discussed(user, record):
    found = Case.objects.visible_to(user).filter(
        pk__in=record.cases_discussed.values("pk").order_by()
    )
    return list(found.select_related("service_user").order_by("service_user__family_name", "pk"))


def _last_held(user, record):
    rows = SupervisionRecord.objects.visible_to(user).held().filter(agreement=record.agreement)
    return rows.order_by("-planned_for").first()


def _not_discussed(record, user, now):
    """Whoever began lately cannot have gone so long without being talked about."""
    recent = (
        SupervisionRecord.objects.visible_to(user)
        .held()
        .filter(agreement=record.agreement, planned_for__gte=now - NOT_DISCUSSED_FOR)
    )
    found = (
        cases_open_to(_people(record.agreement, user))
        .live()
        .filter(
            practitioner_id=record.agreement.supervisee_id, opened_at__lt=now - NOT_DISCUSSED_FOR
        )
        .exclude(pk__in=recent.filter(cases_discussed__isnull=False).values("cases_discussed"))
        .select_related("service_user")
        .order_by("opened_at", "pk")
    )
    return list(found[:MOST_CASES])


def _unconfirmed(record, user):
    if user.pk == record.agreement.supervisee_id:
        return record.supervisee_confirmed_at is None
    return record.supervisor_confirmed_at is None


@require_POST
def supervision_confirm(request, pk):
    record = _record(request.user, pk)
    try:
        actions.confirm_supervision(
            record_id=pk,
            by=request.user,
            at=timezone.now(),
            version=whole_number(request.POST.get("version", "")) or 0,
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have confirmed this record."))
    return redirect(record)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_cancel(request, pk):
    record = _record(request.user, pk)
    if record.status != RecordStatus.PLANNED:
        return redirect(record)
    form = ReasonForm(request.POST or None, initial={"version": record.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_supervision(
                record_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Supervision is cancelled. Book another time."))
            return by_way_of(request, "supervision:supervision_plan", record.agreement_id)
    return form_page(
        request,
        "supervision/supervision_cancel.html",
        form,
        record,
        record=record,
        agreement=record.agreement,
    )


@require_POST
def action_done(request, pk):
    action = get_object_or_404(
        AgreedAction.objects.visible_to(request.user).select_related("record"), pk=pk
    )
    try:
        actions.finish_action(action_id=pk, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Marked as done."))
    return redirect("supervision:my_supervision" if "mine" in request.POST else action.record)
