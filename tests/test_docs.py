"""What the documents promise is there: every test they name, every page they name, every picture."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| N(\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PAGE = re.compile(r"`((?:people|referrals|tiers|supervision|flags|reports|imports|notices):\w+)`")


def needs():
    return ROW.findall((ROOT / "docs" / "needs.md").read_text())


def functions_in(path):
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def url_names():
    return {
        f"{namespace}:{name}"
        for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }


def test_each_need_is_listed_once_and_is_one_of_the_120():
    numbers = [int(number) for number, *_rest in needs()]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(1, 121))
    assert len(numbers) >= 35


@pytest.mark.parametrize("need", needs(), ids=lambda need: f"N{need[0]}")
def test_each_need_names_a_page_that_exists_and_a_test_that_shows_it(need):
    number, _title, where, shown = need
    named = TEST.findall(shown)
    assert named, f"N{number} names no test"
    for path, name in named:
        assert (ROOT / path).exists(), path
        assert name in functions_in(path), f"{path}::{name}"
    pages = PAGE.findall(where)
    assert pages or "/api/v1/" in where or "manage.py" in where, f"N{number} names no page"
    assert set(pages) <= url_names()


def test_every_picture_the_documents_show_is_there():
    missing = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                missing.append((page.name, target))
    assert missing == []


def test_every_link_between_documents_leads_somewhere():
    missing = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                missing.append((page.name, target))
    assert missing == []


def tracked_text():
    for path in ROOT.rglob("*"):
        if any(part.startswith(".") or part in {"var", "vendor"} for part in path.parts[1:]):
            continue
        if path.suffix in {".py", ".md", ".txt", ".in", ".toml", ".yml", ".html", ".js", ".css"}:
            yield path


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    parts = [
        "pypi" + r"\.org",
        "registry" + r"\.npmjs",
        "files" + r"\.pythonhosted",
        "/work" + "/main",
    ]
    banned = re.compile("|".join(parts))
    found = [
        str(path.relative_to(ROOT)) for path in tracked_text() if banned.search(path.read_text())
    ]
    assert found == []


def test_reverse_is_loud_for_a_page_that_is_not_there():
    from django.urls import reverse

    with pytest.raises(NoReverseMatch):
        reverse("people:nothing_of_the_sort")
