"""The order of the house, read from the source: what may import what, one door to a row, no open page.

Each guard is a function over source text, so that the tests below it can plant an offence and see it
caught: a guard that has never caught anything proves nothing.
"""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import CheckConstraint
from django.template import Context, engines
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent

# Top to bottom: each may import those after it, never those before (design.md section 2).
HOUSE = [
    "demo",
    "reports",
    "imports",
    "supervision",
    "tiers",
    "referrals",
    "flags",
    "notices",
    "people",
    "audit",
]
# `iirms` is wiring: settings and urls know everybody; what the apps may take from it is listed.
WIRING = {
    f"iirms.{name}" for name in ("api", "celery", "cells", "dates", "forms", "tokens", "unseen")
}

# Inside an app, lowest first. A room may import those before it.
ROOMS = [
    "permissions",
    "context",
    "fields",
    "rules",
    "calendar",
    "words",
    "letters",
    "models",
    "registry",
    "tasks",
    "actions",
    "schedule",
    "figures",
    "bar",
    "forms",
    "views",
    "api",
    "admin",
    "urls",
    "api_urls",
]
DOORS = {"views", "api", "forms", "figures", "bar", "admin"}
WRITES_HERE = {"actions"}


def sources():
    for app in HOUSE:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path


def room_of(app, path):
    return path.relative_to(ROOT / app).parts[0].removesuffix(".py")


def imports(tree):
    """(module, name or '') pairs, wherever they stand: inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", 0
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name, node.level


def upward_imports(app, source):
    """Imports of an app that stands above `app` in the house."""
    above = set(HOUSE[: HOUSE.index(app)])
    found = []
    for module, name, level in imports(ast.parse(source)):
        if level:
            continue
        top = module.split(".")[0]
        if top in above:
            found.append(module)
        if top == "iirms" and module not in WIRING and f"{module}.{name}" not in WIRING:
            found.append(f"{module}.{name}")
    return found


def rooms_out_of_order(app, room, source):
    """Imports from a room above one's own within the same app."""
    if room not in ROOMS:
        return []
    found = []
    for module, name, level in imports(ast.parse(source)):
        parts = module.split(".") if module else []
        if not level and parts[:1] == [app]:
            target = parts[1] if len(parts) > 1 else name
        elif level:
            target = parts[0] if parts else name
            if level == 1 and room_is_folder(app, room):
                continue
        else:
            continue
        if target in ROOMS and ROOMS.index(target) > ROOMS.index(room):
            found.append(target)
    return found


def room_is_folder(app, room):
    return (ROOT / app / room).is_dir()


def personal_models():
    return {model.__name__ for model in apps.get_models() if hasattr(model.objects, "visible_to")}


CLOSED = {"ServiceUser", "Referral", "Case", "Session", "Contact", "EndingPlan", "EndingStep"}


MANAGERS = {"objects", "_default_manager", "_base_manager"}
LOOKED_UP_BY_HAND = {"get_object_or_404", "get_list_or_404", "get_model", "import_module"}


def ways_round(source, names):
    """In a door: rows of these models reached but through `visible_to`, under whatever name."""
    tree = ast.parse(source)
    found = [f"{alias.name} as {alias.asname}" for alias in renamed(tree, names)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if manager_of(node.value, names) and node.attr != "visible_to":
                found.append(ast.unparse(node))
            if node.attr.removesuffix("_set") in {name.lower() for name in names} and (
                node.attr.endswith("_set")
            ):
                found.append(ast.unparse(node))
        if isinstance(node, ast.Call) and called(node) in LOOKED_UP_BY_HAND:
            found += [
                ast.unparse(node)
                for given in node.args[:1]
                if manager_of(given, names) or ends_in(given, names)
            ]
    return found


def renamed(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (one for one in node.names if one.name in names and one.asname)


def called(node):
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def manager_of(node, names):
    """`Referral.objects`, `models.Referral._base_manager`: is it the manager of one of these?"""
    return isinstance(node, ast.Attribute) and node.attr in MANAGERS and ends_in(node.value, names)


def ends_in(node, names):
    """`Referral`, `models.Referral`, or its name in words."""
    if isinstance(node, ast.Constant):
        return str(node.value).split(".")[-1] in names
    last = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return last in names


ALWAYS_WRITING = {
    "save",
    "save_base",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
ALWAYS_WRITING |= {f"a{name}" for name in ALWAYS_WRITING}
# Dictionaries and sets have these too: on rows they write.
WRITING_ON_ROWS = {"update", "set", "add", "remove", "clear"}
OF_ROWS = re.compile(r"\.(objects|visible_to|filter|exclude|all|order_by)\b")


def writes(source):
    """Calls that change a row: `x.save()`, `x.delete()`, `.update(…)` on a queryset, raw SQL."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, whose = node.func.attr, ast.unparse(node.func.value)
            on_rows = name in WRITING_ON_ROWS and OF_ROWS.search(whose)
            if name in ALWAYS_WRITING or on_rows or raw_sql_that_writes(node):
                found.append(f"{whose}.{name}")
    return found


def raw_sql_that_writes(call):
    text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
    return re.match(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)\b", str(text)) is not None


CLOCKS = {"now", "localdate", "localtime", "today", "utcnow"}


def clocks(source):
    """Calls that read the clock: `timezone.now()`, `localdate()` of no moment, `date.today()`."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and not node.args
        and ast.unparse(node.func.value) in {"timezone", "date", "datetime"}
    ]


@pytest.mark.parametrize("app", HOUSE)
def test_imports_run_one_way_between_apps(app):
    offences = {
        str(path.relative_to(ROOT)): found
        for owner, path in sources()
        if owner == app and (found := upward_imports(app, path.read_text()))
    }
    assert offences == {}


@pytest.mark.parametrize("app", HOUSE)
def test_rooms_import_only_rooms_below(app):
    offences = {
        str(path.relative_to(ROOT)): found
        for owner, path in sources()
        if owner == app and (found := rooms_out_of_order(app, room_of(app, path), path.read_text()))
    }
    assert offences == {}


def test_doors_reach_rows_only_through_visible_to():
    names = personal_models()
    offences = {
        str(path.relative_to(ROOT)): found
        for app, path in sources()
        if room_of(app, path) in DOORS and (found := ways_round(path.read_text(), names))
    }
    assert offences == {}


def test_every_model_with_a_person_behind_it_has_the_door():
    assert personal_models() >= CLOSED


# Nobody's rows, or everybody's: each with the reason why it has no door.
WITHOUT_A_DOOR = {
    "audit.AuditEvent": "the trail knows no teams; reports asks by the people of its reader's teams",
    "audit.AccessRecord": "the trail knows no teams; reports asks by the people of its reader's teams",
    "people.Region": "a name on the map, the same for everybody",
    "people.Unit": "a name on the map, the same for everybody",
    "people.Venue": "a place, told to whoever may send somebody there",
    "people.NameWord": "words that no longer say whose name they are; only the search reads them",
}


def models_without_a_door():
    """Our own tables, less the histories (append-only copies that no page reads row by row)."""
    return {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in HOUSE
        and not model._meta.proxy
        and not hasattr(model, "pgh_tracked_model")
        and not hasattr(model.objects, "visible_to")
    }


def test_every_model_has_the_door_or_a_reason():
    assert models_without_a_door() == set(WITHOUT_A_DOOR)


def test_only_actions_write():
    # The second saves a Word document into memory, not a row.
    exempt = {"audit/actions.py", "referrals/letters/word.py"}
    offences = {
        str(path.relative_to(ROOT)): found
        for app, path in sources()
        if room_of(app, path) not in WRITES_HERE
        and str(path.relative_to(ROOT)) not in exempt
        and "management" not in path.parts
        and app != "demo"
        and (found := writes(path.read_text()))
    }
    assert offences == {}


def test_rules_and_models_are_told_the_time():
    offences = {
        str(path.relative_to(ROOT)): found
        for app, path in sources()
        if room_of(app, path) in {"rules", "models", "calendar"}
        and (found := clocks(path.read_text()))
    }
    assert offences == {}


OFFENCES = [
    (upward_imports, ("people", "from referrals import views")),
    (upward_imports, ("people", "import tiers.models")),
    (upward_imports, ("referrals", "def f():\n    from tiers.models import Case")),
    (upward_imports, ("audit", "from people.models import User")),
    (upward_imports, ("referrals", "from iirms import settings")),
    (rooms_out_of_order, ("flags", "rules", "from .models import Referral")),
    (rooms_out_of_order, ("referrals", "models", "from referrals import actions")),
    (rooms_out_of_order, ("referrals", "tasks", "def f():\n    from . import actions")),
    (ways_round, ("Referral.objects.filter(pk=1)", {"Referral"})),
    (ways_round, ("Referral._base_manager.all()", {"Referral"})),
    (ways_round, ("get_object_or_404(Referral, pk=1)", {"Referral"})),
    (ways_round, ("get_object_or_404(Referral.objects, pk=1)", {"Referral"})),
    (ways_round, ("models.Referral.objects.filter(pk=1)", {"Referral"})),
    (ways_round, ("from .models import Referral as R", {"Referral"})),
    (ways_round, ("team.referral_set.all()", {"Referral"})),
    (ways_round, ("apps.get_model('referrals.Referral')", {"Referral"})),
    (clocks, ("timezone.localdate()",)),
    (clocks, ("def f():\n    return date.today()",)),
    (writes, ("referral.save()",)),
    (writes, ("Referral.objects.filter(pk=1).update(status='X')",)),
    (writes, ("Referral.objects.create(x=1)",)),
    (writes, ("referral.delete()",)),
    (writes, ("case.sessions.create(x=1)",)),
    (writes, ("session.worked_on.filter(x=1).update(y=2)",)),
    (writes, ("rows.acreate(x=1)",)),
    (writes, ("cursor.execute('DELETE FROM x')",)),
]


def names_nobody_has(module, source):
    """`rules.NotAllowd`: a name read from a module that has none such, found before a user does."""
    missing = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            whose = vars(module).get(node.value.id)
            if isinstance(whose, ModuleType) and not hasattr(whose, node.attr):
                missing.append(f"{node.value.id}.{node.attr} (line {node.lineno})")
    return missing


@pytest.mark.parametrize("app", [*HOUSE, "iirms"])
def test_every_name_read_from_a_module_is_there(app):
    package = importlib.import_module(app)
    for found in pkgutil.walk_packages(package.__path__, f"{app}."):
        module = importlib.import_module(found.name)
        source = Path(module.__file__).read_text()
        assert names_nobody_has(module, source) == [], found.name


def test_a_name_that_is_not_there_is_found():
    planted = ModuleType("planted")
    planted.rules = importlib.import_module("tiers.rules")
    source = "rules.CaseStatus\nrules.NotAllowd"
    assert names_nobody_has(planted, source) == ["rules.NotAllowd (line 2)"]


@pytest.mark.parametrize(("guard", "planted"), OFFENCES)
def test_the_guards_catch_a_planted_offence(guard, planted):
    assert guard(*planted)


@pytest.mark.parametrize(
    ("guard", "innocent"),
    [
        (upward_imports, ("tiers", "from referrals.models import Referral")),
        (rooms_out_of_order, ("referrals", "views", "from . import actions, forms")),
        (ways_round, ("get_object_or_404(Referral.objects.visible_to(u), pk=1)", {"Referral"})),
        (writes, ("values.update(a=1)",)),
        (clocks, ("timezone.localdate(at)",)),
    ],
)
def test_the_guards_let_the_innocent_pass(guard, innocent):
    assert not guard(*innocent)


# --- Every address is guarded ---------------------------------------------------------------------

# Addresses that answer without sign-in, and why each may.
OPEN_TO_ALL = {
    "health_live": "a balancer asks",
    "health_ready": "a balancer asks",
    "set_language": "the sign-in page has the switch",
    "favicon": "a browser asks",
}
OPEN_PREFIXES = ("account_",)
# Django's admin leads to its own sign-in, which leads to ours (iirms/urls.py).
SIGN_IN = ("/accounts/login", "/admin/login")


def addresses(resolver=None, prefix="", namespace=""):
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from addresses(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            name = ":".join(part for part in (namespace, entry.name or "") if part)
            yield name, prefix + str(entry.pattern)


def sample(pattern):
    """An address one could ask for: each converter gets a plausible value."""
    path = re.sub(r"<int:[^>]+>", "1", pattern)
    path = re.sub(r"<(str|slug):[^>]+>", "risk", path)
    path = re.sub(r"<[^:>]+>", "x", path)
    return "/" + re.sub(r"[\^$]|\\Z", "", path)


def test_no_address_answers_without_sign_in(client, db):
    opened = []
    for name, pattern in addresses():
        if name in OPEN_TO_ALL or name.startswith(OPEN_PREFIXES):
            continue
        if "(?P" in pattern:
            continue
        response = client.get(sample(pattern))
        if response.status_code not in (302, 401, 403, 404, 405):
            opened.append((name, response.status_code))
        elif response.status_code == 302 and not response.url.startswith(SIGN_IN):
            opened.append((name, response.url))
    assert opened == []


def test_there_are_addresses_to_guard():
    assert len(list(addresses())) > 40


# --- The database holds the shape --------------------------------------------------------------------


def own_models():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in HOUSE
        and not model.__name__.endswith("Event")
        and model.__module__.split(".")[0] in HOUSE
    ]


def optional_pairs(model):
    """(x_at, x_by) fields of a model that may be empty."""
    names = {field.name: field for field in model._meta.get_fields() if hasattr(field, "null")}
    for name, field in names.items():
        other = name.removesuffix("_at") + "_by"
        if name.endswith("_at") and other in names and (field.null or names[other].null):
            yield name, other


def unpaired(model):
    held = " ".join(
        str(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    )
    return [
        pair
        for pair in optional_pairs(model)
        if not all(f"{name}__isnull" in held for name in pair)
    ]


def test_a_moment_always_has_its_person():
    assert {m.__name__: found for m in own_models() if (found := unpaired(m))} == {}


def test_the_pair_guard_sees_the_pairs():
    assert sum(len(list(optional_pairs(model))) for model in own_models()) >= 10


def test_a_task_is_sent_inside_the_act_it_belongs_to():
    """The broker makes it leave with the commit, in the same transaction (decision 2)."""
    waiting = [str(path) for _app, path in sources() if "on_commit" in path.read_text()]
    assert waiting == []


# --- Tables of moves are complete -----------------------------------------------------------------


def transition_tables():
    from imports.rules import kinds as import_rules
    from referrals import rules as referral_rules
    from supervision import rules as supervision_rules
    from tiers import rules as tier_rules

    return [
        (referral_rules.Status, referral_rules.TRANSITIONS),
        (referral_rules.OnwardStatus, referral_rules.ONWARD_TRANSITIONS),
        (tier_rules.CaseStatus, tier_rules.CASE_TRANSITIONS),
        (tier_rules.SessionStatus, tier_rules.SESSION_TRANSITIONS),
        (tier_rules.ConsultationStatus, tier_rules.CONSULTATION_TRANSITIONS),
        (tier_rules.FormulationStatus, tier_rules.FORMULATION_TRANSITIONS),
        (import_rules.SheetStatus, import_rules.SHEET_TRANSITIONS),
        (supervision_rules.RecordStatus, supervision_rules.RECORD_TRANSITIONS),
    ]


@pytest.mark.parametrize(("states", "table"), transition_tables())
def test_every_state_has_its_row_and_every_target_is_a_state(states, table):
    assert set(table) == set(states)
    assert {to for row in table.values() for to in row} <= set(states)


def test_every_transitions_table_in_the_rules_is_checked():
    tables = {
        (app, name)
        for app, path in sources()
        if room_of(app, path) == "rules"
        for name in re.findall(r"^(\w*TRANSITIONS)\b", path.read_text(), re.M)
    }
    assert len(tables) == len({id(table) for _states, table in transition_tables()})


# --- Templates ---------------------------------------------------------------------------------


def template_files():
    return sorted(
        str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")
    )


# Templates named by a library (allauth, Django), not by us.
NAMED_BY_LIBRARIES = (
    "account/",
    "django/",
    "400",
    "403",
    "404",
    "405",
    "413",
    "429",
    "500",
)


def test_no_template_is_unused():
    text = "\n".join(
        path.read_text()
        for folder in [*HOUSE, "iirms", "templates", "tests"]
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and path.name != "test_architecture.py"
    )
    unused = [
        name
        for name in template_files()
        if not name.startswith(NAMED_BY_LIBRARIES) and f'"{name}"' not in text
    ]
    assert unused == []


@pytest.mark.parametrize("name", template_files())
def test_every_template_compiles(name):
    if name.endswith((".html", ".txt")):
        assert engines["django"].get_template(name)


def test_no_template_holds_inline_script_or_style():
    """The content security policy refuses them: a page that needs one would break silently."""
    offences = [
        name
        for name in template_files()
        if name.endswith(".html")
        and re.search(
            r"<[^>]+\sstyle=|<[^>]+\son\w+=|<script(?![^>]*(\bsrc=|nonce=|application/json))",
            (ROOT / "templates" / name).read_text(),
        )
    ]
    assert offences == []


# An address that is asked for and then asked after: a misspelt name would hide the link.
MAY_BE_NOWHERE = re.compile(r"{% url [^%]* as (\w+) %}\s*{% if \1\b")
# A sentence of which the translator sees nothing but the gap.
NOTHING_TO_TRANSLATE = re.compile(r"{% blocktranslate[^%]*%}\s*{{[^}]*}}\s*{% endblocktranslate %}")


@pytest.mark.parametrize("mistake", [MAY_BE_NOWHERE, NOTHING_TO_TRANSLATE])
def test_no_template_hides_a_misspelt_address_or_asks_to_translate_nothing(mistake):
    offences = [
        name for name in template_files() if mistake.search((ROOT / "templates" / name).read_text())
    ]
    assert offences == []


def test_these_guards_see_what_they_look_for():
    assert MAY_BE_NOWHERE.search('{% url "a:b" x.pk as there %} {% if there %}')
    assert NOTHING_TO_TRANSLATE.search(
        "{% blocktranslate asvar t with a=b %}{{ a }}{% endblocktranslate %}"
    )


def test_an_undefined_template_variable_is_loud():
    """tests/settings.py sets `string_if_invalid` to an object that fails when it is printed."""
    template = engines["django"].from_string("{{ nothing_of_the_sort }}")
    with pytest.raises(Exception, match="nothing_of_the_sort"):
        template.template.render(Context({"user": AnonymousUser()}))
