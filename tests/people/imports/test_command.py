"""`manage.py rosters`: template, dry run, import, exit codes and JSON."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from foundation.formats.tables import open_table
from people.imports.columns import COLUMNS, missing_columns, recognise
from people.models import Agency, StaffRecord
from tests.factories.people import make_agency, make_cadre, make_workplace
from tests.people.imports.sheets import csv_of

pytestmark = pytest.mark.django_db(transaction=True)

ANN = "A1111,Ann Reid,F,,Nurse,Hill Top Clinic,2020-04-01,"


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    return agency


def run(*words: object) -> str:
    out = io.StringIO()
    call_command("rosters", *map(str, words), stdout=out, stderr=out)
    return out.getvalue()


def saved(folder: Path, *rows: str) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(csv_of(*rows))
    return path


def test_import_and_again(agency: Agency, tmp_path: Path) -> None:
    document = json.loads(run("import", "moh", saved(tmp_path, ANN), "--json"))
    assert (document["stage"], document["verdicts"]["new"]) == ("applied", 1)
    assert document["outcomes"] == {"done": 1, "already": 0, "refused": 0}
    assert StaffRecord.objects.get().number == "A1111"
    assert "unchanged" in run("import", "MOH", tmp_path / "roster.csv", "--complete")


def test_a_dry_run_changes_nothing(agency: Agency, tmp_path: Path) -> None:
    document = json.loads(run("import", "MOH", saved(tmp_path, ANN), "--dry-run", "--json"))
    assert (document["stage"], document["verdicts"]["new"]) == ("checked", 1)
    assert not StaffRecord.objects.exists()


def test_errors_are_told_and_the_rest_goes_in(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = saved(tmp_path, ANN, "B2222,Bo Shaw,M,,Wizard,Hill Top Clinic,,")
    with pytest.raises(SystemExit) as ended:
        call_command("rosters", "import", "MOH", str(path))
    assert ended.value.code == 3
    assert "Row 3, Post: “Wizard” is not on the list of posts." in capsys.readouterr().err
    assert StaffRecord.objects.count() == 1


def test_what_stops_the_command(agency: Agency, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Colour,Shape\nred,round\n")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    for words, message in [
        (("import", "XYZ", odd), "no agency XYZ"),
        (("import", "MOH", tmp_path / "none.csv"), "No such file"),
        (("import", "MOH", odd), "Not known: Colour, Shape"),
        (("import", "MOH", empty), "is empty"),
        (("template", "--output", tmp_path / "no" / "x.csv"), "cannot be written"),
    ]:
        with pytest.raises(CommandError, match=message) as error:
            run(*words)
        assert error.value.returncode == 1


@pytest.mark.parametrize("kind", ["roster", "headcount"])
@pytest.mark.parametrize("name", ["template.csv", "template.xlsx"])
def test_the_template_is_understood_as_it_is(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name
    run("template", "--output", path, "--kind", kind)
    table = open_table(path.read_bytes())
    heading, example = list(table.lines(table.sheets[0].name))
    found = recognise(kind, [str(cell) for cell in heading.cells], {})
    assert len(found) == len(heading.cells)
    assert missing_columns(kind, found.values()) == []
    assert len(example.cells) <= len(COLUMNS[kind])
