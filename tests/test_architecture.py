"""The house's rules that no other tool checks."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ["foundation", "people", "protocols", "courses", "assessments", "certificates", "coverage"]
OUR_APPS = [*ROOMS[1:], "firstline", "audit", "jobs", "notices", "claims", "imports", "credentials"]


def tracked(pattern: str) -> list[Path]:
    """Files git knows or would add, below the project's root, that match `pattern`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def production_code() -> list[Path]:
    return [
        path
        for path in tracked("*.py")
        if path.relative_to(ROOT).parts[0] in {*ROOMS, "site"} and "migrations" not in path.parts
    ]


def test_site_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    import site

    assert Path(site.__file__).is_relative_to(Path(re.__file__).parents[1])


def test_production_code_never_touches_the_import_path() -> None:
    offenders = [str(path) for path in production_code() if "sys.path" in path.read_text()]
    assert offenders == []


@pytest.mark.parametrize("label", OUR_APPS)
def test_every_app_has_an_explicit_label(label: str) -> None:
    config = apps.get_app_config(label)
    assert "label" in type(config).__dict__


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is(room: str) -> None:
    first_line = (ROOT / room / "__init__.py").read_text().split("\n")[0]
    assert first_line.startswith('"""')


def test_no_room_is_called_after_nothing() -> None:
    banned = {"utils", "helpers", "core", "common", "misc"}
    assert [str(path) for path in production_code() if path.stem in banned] == []


def test_files_stay_small() -> None:
    crowded = {
        str(path.relative_to(ROOT)): lines
        for path in production_code()
        if (lines := len(path.read_text().splitlines())) > 300
    }
    assert crowded == {}


def test_templates_hold_no_inline_script_or_style() -> None:
    """The strict Content-Security-Policy would block them."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=", re.I
    )
    offenders = [
        str(p)
        for p in tracked("*.html")
        if "templates" in p.parts and "admin" not in p.parts and inline.search(p.read_text())
    ]
    assert offenders == []


def test_the_project_speaks_of_itself_only() -> None:
    """No registry addresses, no machine paths."""
    pattern = re.compile("pypi" + r"\.org|registry\." + r"npmjs|/work" + "/")
    files = [
        *tracked("*.py"),
        *tracked("*.md"),
        *tracked("*.txt"),
        *tracked("*.toml"),
        *tracked("tools/*"),
    ]
    offenders = [
        str(p) for p in files if p.is_file() and pattern.search(p.read_text(errors="ignore"))
    ]
    assert offenders == []
