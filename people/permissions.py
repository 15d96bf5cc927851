"""What each role may do, as code: changed by a reviewed commit, readable by a manager."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    REFER = "REFER", _("Refer a person and follow the referral")
    REFERRAL_DECIDE = "REFERRAL_DECIDE", _("Accept, decline, redirect or ask about a referral")
    OVERRIDE_SIGN = "OVERRIDE_SIGN", _("Sign a professional override of the screening")
    CASE_ALLOCATE = "CASE_ALLOCATE", _("Choose who works with the person")
    CASE_WORK = "CASE_WORK", _("Plan and record sessions, contacts and endings")
    ENDING_CONFIRM = "ENDING_CONFIRM", _("Confirm an ending that had no completed plan")
    SUPERVISE = "SUPERVISE", _("Record supervision as a supervisor")
    TEAM_SEE = "TEAM_SEE", _("See the team’s figures and everybody’s flags")
    POLICY_EDIT = "POLICY_EDIT", _("Change the team’s intervals and limits")
    RECORDS_MERGE = "RECORDS_MERGE", _("Merge two records of one person")
    IMPORT = "IMPORT", _("Bring in records from spreadsheets")
    STAFF_EDIT = "STAFF_EDIT", _("Add staff, teams and roles")
    CRITERIA_EDIT = "CRITERIA_EDIT", _("Add a new version of the criteria for referral")
    AUDIT_READ = "AUDIT_READ", _("Read who looked and what changed")


class Role(models.TextChoices):
    REFERRER = "REFERRER", _("Referrer")
    PRACTITIONER = "PRACTITIONER", _("Practitioner")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    LEAD = "LEAD", _("Team lead")
    INFORMATION_GOVERNANCE = "INFORMATION_GOVERNANCE", _("Information governance")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")


class Profession(models.TextChoices):
    PROBATION_PRACTITIONER = "PROBATION_PRACTITIONER", _("Probation practitioner")
    PDPO = "PDPO", _("PD probation officer")
    TLN = "TLN", _("Transitional liaison nurse")
    HCA = "HCA", _("Healthcare assistant")
    CLINICAL_PSYCHOLOGIST = "CLINICAL_PSYCHOLOGIST", _("Clinical psychologist")
    FORENSIC_PSYCHOLOGIST = "FORENSIC_PSYCHOLOGIST", _("Forensic psychologist")
    TEAM_LEAD = "TEAM_LEAD", _("Team lead")
    SERVICE_MANAGER = "SERVICE_MANAGER", _("Service manager")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
    SYSTEM = "SYSTEM", _("The service itself")


PSYCHOLOGISTS = frozenset({Profession.CLINICAL_PSYCHOLOGIST, Profession.FORENSIC_PSYCHOLOGIST})

P = Permission

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.REFERRER: frozenset({P.REFER}),
    Role.PRACTITIONER: frozenset({P.REFER, P.CASE_WORK}),
    Role.SUPERVISOR: frozenset({P.SUPERVISE}),
    Role.LEAD: frozenset(
        {
            P.REFER,
            P.REFERRAL_DECIDE,
            P.OVERRIDE_SIGN,
            P.CASE_ALLOCATE,
            P.CASE_WORK,
            P.ENDING_CONFIRM,
            P.TEAM_SEE,
            P.POLICY_EDIT,
            P.IMPORT,
            P.RECORDS_MERGE,
        }
    ),
    Role.INFORMATION_GOVERNANCE: frozenset({P.AUDIT_READ}),
    # Of records they also work with: both must be within one's reach (decision 10).
    Role.ADMINISTRATOR: frozenset({P.STAFF_EDIT, P.RECORDS_MERGE, P.IMPORT, P.CRITERIA_EDIT}),
}

ROLE_SENTENCES = {
    Role.REFERRER: _(
        "Refers people and sees where each referral stands. Sees only people they supervise or"
        " referred."
    ),
    Role.PRACTITIONER: _(
        "Works with people in their team: sessions, contacts and endings. A psychologist also"
        " decides on referrals."
    ),
    Role.SUPERVISOR: _(
        "Supervises colleagues. What is said stays between the two; leads see dates only."
    ),
    Role.LEAD: _(
        "Decides on referrals, chooses who works with whom, confirms unusual endings and sets the"
        " team’s intervals."
    ),
    Role.INFORMATION_GOVERNANCE: _(
        "Reads the trail of who looked and what changed. Sees no clinical record."
    ),
    Role.ADMINISTRATOR: _(
        "Adds staff, teams, roles and new versions of the criteria for referral, and brings in"
        " records from spreadsheets. Sees no record about a person."
    ),
}

# A psychologist in a practitioner's role shares these with the lead (design.md section 5).
PSYCHOLOGIST_PERMISSIONS = frozenset({P.REFERRAL_DECIDE, P.OVERRIDE_SIGN})

# Roles that work inside the team's own records.
TEAM_ROLES = frozenset({Role.PRACTITIONER, Role.LEAD})


def starts_at_the_team(roles: frozenset[str]) -> bool:
    """A lead who neither holds cases nor refers has no day of their own: the team's page is their first."""
    return Role.LEAD in roles and not roles & {Role.PRACTITIONER, Role.REFERRER}


def permissions_of(*, role: str, profession: str) -> frozenset[str]:
    granted = ROLE_PERMISSIONS[role]
    if role == Role.PRACTITIONER and profession in PSYCHOLOGISTS:
        return granted | PSYCHOLOGIST_PERMISSIONS
    return granted
