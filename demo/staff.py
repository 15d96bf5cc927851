"""Teams, places and staff. Everyone's password is the same and printed: nothing here is real.

Staff are put in directly and not through `people.actions.add_staff`: that writes each of them a
letter with a link, and nobody lives at these addresses.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from people import actions
from people.models import Membership, Region, Team, TeamPolicy, Unit, User, Venue
from people.permissions import Profession, Role

from . import names, places
from .stage import Crew, Stage

DOMAIN = "demo.example"
PASSPHRASE = "quiet room, side door"

REGISTERS = {
    Profession.CLINICAL_PSYCHOLOGIST: ("HCPC", "PYL{:05d}"),
    Profession.FORENSIC_PSYCHOLOGIST: ("HCPC", "PYL{:05d}"),
    Profession.TLN: ("NMC", "12A{:04d}W"),
}


def email(given: str, family: str) -> str:
    plain = f"{given}.{family}".lower().replace("â", "a")
    return f"{plain}@{DOMAIN}"


class Office:
    """Hires people; hashes the one passphrase once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.password = make_password(PASSPHRASE)

    def hire(
        self, given: str, family: str, profession: str, *roles: tuple[Team, str], **more
    ) -> User:
        body, pattern = REGISTERS.get(Profession(profession), ("", ""))
        serial = self.stage.next_serial()
        user = User.objects.create(
            email=email(given, family),
            password=self.password,
            given_name=given,
            family_name=family,
            profession=profession,
            telephone=f"01632 96{serial:04d}",
            working_days=[0, 1, 2, 3, 4],
            registration_body=body,
            registration_number=pattern.format(1000 + serial) if pattern else "",
            registration_expires_on=self.stage.today + timedelta(days=200 + serial)
            if pattern
            else None,
            created_at=self.stage.at(560),
            **more,
        )
        for team, role in roles:
            Membership.objects.create(user=user, team=team, role=role)
        return user


def build(stage: Stage) -> tuple[Crew, Crew]:
    office = Office(stage)
    south, administrator = _first_team(office)
    units = {
        name: actions.add_unit(by=administrator, at=stage.at(550), name=name, region=places.REGION)
        for name in [*places.SOUTH_WALES_UNITS, *places.GWENT_UNITS, *places.OTHER_UNITS]
    }
    stage.venues = _venues(units)
    served = [units[name] for name in places.SOUTH_WALES_UNITS]
    actions.change_team(
        team_id=south.pk,
        by=administrator,
        at=stage.at(550),
        units=[unit.pk for unit in served],
        name_cy="IIRMS De Cymru",
        email=f"south-wales@{DOMAIN}",
        telephone="01632 960100",
    )
    gwent = actions.add_team(
        by=administrator,
        at=stage.at(540),
        region=places.REGION,
        units=[units[places.GWENT].pk],
        name="Gwent IIRMS",
        email=f"gwent@{DOMAIN}",
        telephone="01632 960200",
    )
    office.hire("Idris", "Copley", Profession.ADMINISTRATOR, (south, Role.INFORMATION_GOVERNANCE))
    crews = (
        _south_wales(office, south, served),
        _gwent(office, gwent, [units[places.GWENT]]),
    )
    # After the leads: what falls to a lead falls to the one who leads day by day.
    office.hire(
        "Elinor", "Maddock", Profession.SERVICE_MANAGER, (south, Role.LEAD), (gwent, Role.LEAD)
    )
    return crews


def _first_team(office: Office) -> tuple[Team, User]:
    """The first team and its administrator stand before anybody could have added them."""
    region, _made = Region.objects.get_or_create(name=places.REGION)
    team = Team.objects.create(region=region, name="South Wales IIRMS")
    TeamPolicy.objects.create(team=team)
    administrator = office.hire(
        "Beth", "Corfield", Profession.ADMINISTRATOR, (team, Role.ADMINISTRATOR)
    )
    return team, administrator


def _venues(units: dict[str, Unit]) -> dict[str, Venue]:
    rows = [
        Venue(
            name=name,
            name_cy=welsh,
            kind=kind,
            unit=units[unit] if unit else None,
            postcode=postcode,
            private_entrance=private,
            quiet_wait=quiet,
            step_free=step_free,
            notes=notes,
            **places.KNOWN.get(name, {}),
            latitude=places.ON_THE_MAP[name][0],
            longitude=places.ON_THE_MAP[name][1],
        )
        for name, welsh, kind, unit, postcode, private, quiet, step_free, notes in places.VENUES
    ]
    return {venue.name: venue for venue in Venue.objects.bulk_create(rows)}


def _south_wales(office: Office, team: Team, units: list[Unit]) -> Crew:
    lead = office.hire(
        "Rhian", "Hopcyn", Profession.TEAM_LEAD, (team, Role.LEAD), (team, Role.SUPERVISOR)
    )
    works, supervises = (team, Role.PRACTITIONER), (team, Role.SUPERVISOR)
    psychologists = [
        office.hire(given, family, profession, works, supervises, speaks_welsh=welsh)
        for given, family, profession, welsh in names.PSYCHOLOGISTS
    ]
    hours = {"Siân": 22.5, "Callie": 30}
    tier2 = [
        office.hire(
            given,
            family,
            profession,
            works,
            speaks_welsh=welsh,
            weekly_hours=hours.get(given, 37.5),
        )
        for given, family, profession, welsh in names.NURSES
    ]
    pdpos = [
        office.hire(given, family, profession, works, speaks_welsh=welsh)
        for given, family, profession, welsh in names.PDPOS
    ]
    pps = [
        office.hire(*name, Profession.PROBATION_PRACTITIONER, (team, Role.REFERRER),
                    unit=units[number % len(units)])
        for number, name in enumerate(names.PPS)
    ]  # fmt: skip
    crew = Crew(team, lead, psychologists, tier2, pdpos, pps, units)
    _settle(office.stage, crew)
    return crew


# given name -> base, which of the team's units are theirs, particular focus, answers to a wish as
SETTLED: dict[str, tuple[str, list[str], list[str], str]] = {
    "Nia": ("Cardiff probation office", [places.CARDIFF], ["WOMEN", "SELF_HARM"], "WOMAN"),
    "Grace": ("Swansea probation office", [places.SWANSEA], ["DOMESTIC_ABUSE"], "WOMAN"),
    "Siân": ("Pontypridd probation office", [places.CWM_TAF], ["NEURODIVERSITY"], "WOMAN"),
    "Callie": ("Bridgend probation office", [places.CWM_TAF, places.SWANSEA], [], "WOMAN"),
    "Marc": ("Swansea probation office", [places.SWANSEA], ["LONG_SENTENCES"], "MAN"),
    "Eleri": ("Cardiff probation office", [places.CARDIFF], ["YOUNG_ADULTS"], ""),
    "Angharad": ("Cardiff probation office", [places.CARDIFF], ["MENTAL_HEALTH"], "WOMAN"),
    "Priya": ("Pontypridd probation office", [places.CWM_TAF], ["SEXUAL_OFFENDING"], "WOMAN"),
    "Tom": ("Swansea probation office", [places.SWANSEA], ["EXTREMISM"], "MAN"),
    "Bethan": ("Merthyr Tydfil probation office", [places.CWM_TAF], ["WOMEN"], "WOMAN"),
}


def _settle(stage: Stage, crew: Crew) -> None:
    """Each has a base, an area and a focus, as their lead keeps it."""
    units = {unit.name: unit.pk for unit in crew.units}
    for worker in crew.practitioners:
        base, area, focus, works_as = SETTLED[worker.given_name]
        worker.base_venue, worker.works_as = stage.venues[base], works_as
        worker.save(update_fields=["base_venue", "works_as"])
        actions.set_focus(
            user_id=worker.pk,
            units=[units[name] for name in area],
            specialisms=focus,
            by=crew.lead,
            at=stage.at(500),
        )


def _gwent(office: Office, team: Team, units: list[Unit]) -> Crew:
    works = (team, Role.PRACTITIONER)
    lead = office.hire("Gwyn", "Tolland", Profession.TEAM_LEAD, (team, Role.LEAD))
    psychologist = office.hire(
        "Harriet", "Boon", Profession.CLINICAL_PSYCHOLOGIST, works, (team, Role.SUPERVISOR)
    )
    nurses = [
        office.hire("Kieran", "Madoc", Profession.TLN, works),
        office.hire("Alys", "Penrose", Profession.TLN, works, speaks_welsh=True),
    ]
    pdpo = office.hire("Leon", "Gale", Profession.PDPO, works)
    pps = [
        office.hire(*name, Profession.PROBATION_PRACTITIONER, (team, Role.REFERRER), unit=units[0])
        for name in names.GWENT_PPS
    ]
    return Crew(team, lead, [psychologist], nurses, [pdpo], pps, units)


# Whom to sign in as: given name, family name, what to try.
SIGN_INS = [
    ("Petra", "Lowther", "Probation practitioner",
     "See where your people stand, answer the team's question, refer somebody."),
    ("Nia", "Bowering", "Nurse (Tier 2)",
     "My day: record a session, see a long goodbye half way, log a call."),
    ("Priya", "Raman", "Forensic psychologist (Tier 3)",
     "Decide on new referrals; work under way; your own supervision."),
    ("Eleri", "Wynford", "PD probation officer", "A caseload across Tier 1 and 2, in Welsh too."),
    ("Angharad", "Rowlands", "Clinical psychologist, supervisor",
     "Whom you supervise, who is due, what you recorded together."),
    ("Rhian", "Hopcyn", "Team lead, South Wales",
     "The four questions; allocate somebody who waits; confirm an ending."),
    ("Elinor", "Maddock", "Service manager", "Two teams, one page each; change a team's policy."),
    ("Beth", "Corfield", "Administrator", "Add a member of staff or a team; see no record at all."),
    ("Idris", "Copley", "Information governance",
     "Who looked at somebody's record, and what happened to it; no record opens."),
    ("Gwyn", "Tolland", "Team lead, Gwent", "The other team: nobody from South Wales to be seen."),
]  # fmt: skip


def sign_ins() -> list[tuple[str, str, str]]:
    return [(email(given, family), role, what) for given, family, role, what in SIGN_INS]
