"""The style guide shows every component, and templates keep what readers of screens rely on."""

import re
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "site/firstline/static/firstline/css/firstline.css"
COMPONENTS = ROOT / "site/firstline/templates/components"
TEMPLATES = [path for path in ROOT.glob("*/**/templates/**/*.html") if ".venv" not in path.parts]


@pytest.mark.django_db
def test_the_style_guide_shows_every_component(client: Client, settings: object) -> None:
    settings.STYLEGUIDE = True  # type: ignore[attr-defined]
    shown = {template.name for template in client.get("/styleguide/").templates}
    assert shown
    # Notes about answers on this device wait unseen in every page until a script shows one.
    assert {f"components/{path.name}" for path in COMPONENTS.glob("*.html")} - shown == {
        "components/unsent.html"
    }


def test_every_table_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if "admin" not in path.parts
        and re.search(r"<table[^>]*>(?!\s*<caption)", path.read_text(encoding="utf-8"))
    ]
    assert silent == []


def test_the_look_styles_nothing_that_no_page_uses() -> None:
    styled = set(re.findall(r"\.(fl-[a-z0-9_-]+)", STYLES.read_text(encoding="utf-8")))
    assert styled
    sources = [
        path.read_text(encoding="utf-8")
        for kind in ("html", "py", "js")
        for path in ROOT.glob(f"*/**/*.{kind}")
        if not {".venv", "var", "tests"} & set(path.parts)
    ]
    written = "\n".join(sources)
    # The part after two hyphens is a tone, which comes from a presenter.
    assert [name for name in sorted(styled) if name.split("--")[0] not in written] == []


def test_only_the_frame_says_that_a_title_is_of_an_error() -> None:
    """Said twice it is read aloud twice."""
    twice = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if re.search(r"\{% block title %\}[^\n]*\"Error:\"", path.read_text(encoding="utf-8"))
    ]
    assert twice == []
