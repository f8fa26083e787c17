"""The pages of imports: send, name the columns, look, mend, apply, take back. Others get 404."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from people.imports import actions
from people.imports.models import FileImport, RememberedColumn
from people.models import Agency, StaffRecord, User
from tests.factories.people import make_agency, make_cadre, make_user, make_workplace
from tests.people.imports.sheets import HEADER, apply, csv_of, send

pytestmark = pytest.mark.django_db
ANN = "A1111,Ann Reid,F,,Nurse,Hill Top Clinic,2020-04-01,"
BAD = "B2222,Bo Shaw,M,,Wizard,Hill Top Clinic,,"


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    return agency


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(agency: Agency) -> Client:
    return signed_in(make_user("focal", agency=agency))


def post_file(
    client: Client, agency: Agency, content: bytes, name: str = "roster.csv", **more: str
):
    data = {"agency": agency.pk, "kind": "roster", "as_of": "2026-11-25", **more}
    data["file"] = SimpleUploadedFile(name, content)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/people/imports/new/", data)


def post(client: Client, address: str, **data: str):
    """Post, let the worker do its job, and go where the answer leads."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(address, data)
    return client.get(response["Location"]) if response.status_code == 302 else response


def text(response) -> str:
    return response.content.decode()


def test_from_file_to_roster_and_back(keeper: Client, agency: Agency) -> None:
    address = post_file(keeper, agency, csv_of(ANN, BAD))["Location"]
    page = text(keeper.get(address))
    assert "Errors: 1" in page
    assert "New: 1" in page
    assert "“Wizard” is not on the list of posts" in page
    assert not StaffRecord.objects.exists()
    page = text(post(keeper, f"{address}apply/"))
    assert "Changed: 1. Stood so already: 0. Not done: 0." in page
    assert StaffRecord.objects.get().number == "A1111"
    page = text(post(keeper, f"{address}reverse/"))
    assert "Changes taken back: 1. Left as they are: 0." in page


def test_the_rows_with_errors_come_back_to_be_mended(keeper: Client, agency: Agency) -> None:
    address = post_file(keeper, agency, csv_of(ANN, BAD))["Location"]
    download = keeper.get(f"{address}errors.csv")
    content = b"".join(download.streaming_content)
    assert "B2222,Bo Shaw,M,,Wizard" in content.decode("utf-8-sig")
    assert "Post: “Wizard” is not on the list" in content.decode("utf-8-sig")
    mended = content.replace(b"Wizard,", b"Nurse,", 1)
    response = post_file(keeper, agency, mended)
    assert "columns" in response["Location"]
    columns = keeper.get(response["Location"])
    form = columns.context["form"]
    chosen = {name: field.initial for name, field in form.fields.items()}
    assert "New: 1" in text(post(keeper, response["Location"], **chosen))
    # The two columns of ours are known to be of no use from now on.
    assert "columns" not in post_file(keeper, agency, mended)["Location"]


def test_all_posts_of_somebody_come_back_with_the_one_to_mend(
    keeper: Client, agency: Agency
) -> None:
    second = "A1111,Ann Reid,F,,Nurse,Harbor Clinik,2022-04-01,"
    bo = BAD.replace("Wizard", "Nurse")
    make_workplace("harbour", name="Harbour Clinic", agency=agency)
    address = post_file(keeper, agency, csv_of(ANN, bo, second))["Location"]
    post(keeper, f"{address}apply/")
    content = b"".join(keeper.get(f"{address}errors.csv").streaming_content)
    assert content.decode("utf-8-sig").count("A1111") == 2
    assert b"B2222" not in content
    mended = content.replace(b"Harbor Clinik", b"Harbour Clinic", 1)
    columns = post_file(keeper, agency, mended)["Location"]
    form = keeper.get(columns).context["form"]
    chosen = {name: field.initial for name, field in form.fields.items()}
    page = text(post(keeper, columns, **chosen))
    assert "Transferred: " not in page
    post(keeper, f"{columns.removesuffix('columns/')}apply/")
    posts = StaffRecord.objects.get(number="A1111").postings.filter(ends_on=None)
    assert {posting.workplace.name for posting in posts} == {"Hill Top Clinic", "Harbour Clinic"}


def test_columns_are_asked_once_and_remembered(keeper: Client, agency: Agency) -> None:
    content = csv_of(ANN, header=HEADER.replace("Post", "Stelle").replace("Sex", "Shoe size"))
    address = post_file(keeper, agency, content)["Location"]
    page = text(keeper.get(address))
    assert "Stelle" in page
    assert "For example: Nurse" in page
    names = {"column_0": "number", "column_1": "legal_name", "column_5": "workplace"}
    refused = text(post(keeper, address, **names))
    assert "Choose a column for: Post." in refused
    twice = text(post(keeper, address, **names, column_2="cadre", column_4="cadre"))
    assert "Two columns are chosen for Post" in twice
    done = post(keeper, address, **names, column_4="cadre", column_6="starts_on")
    assert "New: 1" in text(done)
    assert RememberedColumn.objects.get(heading="stelle").column == "cadre"
    assert RememberedColumn.objects.get(heading="shoe size").column == ""
    assert "columns" not in post_file(keeper, agency, content)["Location"]


def test_a_workbook_with_several_sheets_asks_which(keeper: Client, agency: Agency) -> None:
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Nothing here"])
    sheet = book.create_sheet("People")
    for row in csv_of(ANN).decode().split("\n"):
        sheet.append(row.split(","))
    book.create_sheet("Lists").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    address = post_file(keeper, agency, buffer.getvalue(), "roster.xlsx")["Location"]
    page = keeper.get(address)
    assert [name for name, _label in page.context["sheet_form"].fields["sheet"].choices] == [
        "Notes",
        "People",
    ]
    page = post(keeper, address, sheet="People")
    chosen = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert "New: 1" in text(post(keeper, address, **chosen))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.4 no list", "no CSV and no XLSX"), (b"  ", "empty"), (b"", "empty")],
)
def test_what_is_no_list_is_refused_at_the_form(
    keeper: Client, agency: Agency, content: bytes, words: str
) -> None:
    response = post_file(keeper, agency, content)
    assert response.status_code == 200
    assert words in text(response)
    assert not FileImport.objects.exists()


def test_others_find_nothing(keeper: Client, agency: Agency) -> None:
    file = send(agency, ANN)
    base = f"/people/imports/{file.uuid}/"
    assert keeper.get(base).status_code == 200
    foreign = signed_in(make_user("focal", agency=make_agency("JCF")))
    secretariat = signed_in(make_user("secretariat"))
    for client in (foreign, secretariat):
        for page in ("", "columns/", "errors.csv"):
            assert client.get(base + page).status_code == 404
        for act in ("apply", "reverse", "discard", "resume", "stop"):
            assert client.post(f"{base}{act}/").status_code == 404
        assert file.name not in text(client.get("/people/imports/"))
    assert "roster.csv" in text(keeper.get("/people/imports/"))
    own = text(foreign.get("/people/imports/new/"))
    assert agency.name not in own
    refused = post_file(foreign, agency, csv_of(ANN))
    assert refused.status_code == 200
    assert FileImport.objects.count() == 1
    for role in (None, "trainer", "specialist"):
        for page in ("/people/imports/", "/people/imports/new/", base):
            assert signed_in(make_user(role)).get(page).status_code == 404
    assert "/accounts/login/" in Client().get("/people/imports/")["Location"]


def test_templates(keeper: Client) -> None:
    for kind in ("roster", "headcount"):
        for ending in ("csv", "xlsx"):
            response = keeper.get(f"/people/imports/template/{kind}.{ending}")
            assert response.status_code == 200
            assert f"{kind}-template.{ending}" in response["Content-Disposition"]
    assert keeper.get("/people/imports/template/other.csv").status_code == 404


def test_the_workbook_lists_own_workplaces_and_the_posts(keeper: Client, agency: Agency) -> None:
    make_workplace("odd", "=1+1", agency)
    make_workplace("far", "Far Clinic", make_agency("MOE"))
    content = keeper.get("/people/imports/template/roster.xlsx").content
    book = load_workbook(io.BytesIO(content))
    workplaces = [row[:2] for row in book["Workplaces"].iter_rows(min_row=2, values_only=True)]
    assert workplaces == [("odd", "=1+1"), ("hill-top", "Hill Top Clinic")]
    assert book["Workplaces"]["B2"].data_type == "s"
    assert list(book["Posts"].iter_rows(min_row=2, values_only=True)) == [("nurse", "Nurse")]


def test_a_filled_workbook_is_taken_as_it_is(keeper: Client, agency: Agency) -> None:
    book = load_workbook(io.BytesIO(keeper.get("/people/imports/template/roster.xlsx").content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    row = {
        "Staff number": "A1111",
        "Name as printed on certificates": "Ann Reid",
        "Post": "nurse",
        "Workplace": "hill-top",
    }
    for column, head in enumerate(heads, start=1):
        sheet.cell(2, column).value = row.get(str(head), "")
    buffer = io.BytesIO()
    book.save(buffer)
    post_file(keeper, agency, buffer.getvalue(), "roster.xlsx")
    file = FileImport.objects.get()
    assert file.stage == FileImport.Stage.CHECKED
    assert [row.problems for row in file.rows.all()] == [[]]


def test_what_was_meant_is_offered(keeper: Client, agency: Agency) -> None:
    file = send(agency, "A1111,Ann Reid,F,,Nurce,Hilltop Clinic,2020-04-01,")
    page = text(keeper.get(f"/people/imports/{file.uuid}/"))
    assert "no workplace “Hilltop Clinic”" in page
    assert "Did you mean “Hill Top Clinic”?" in page
    assert "Did you mean “Nurse”?" in page
    nothing_like_it = send(agency, "A1111,Ann Reid,F,,Nurse,Elsewhere,2020-04-01,")
    assert "Did you mean" not in text(keeper.get(f"/people/imports/{nothing_like_it.uuid}/"))


def test_what_was_stopped_goes_on(keeper: Client, agency: Agency) -> None:
    file = send(agency, ANN)
    actions.apply_import(by=make_user("admin"), file=file)
    file.refresh_from_db()
    base = f"/people/imports/{file.uuid}/"
    page = text(keeper.get(base))
    assert "Being applied" in page
    assert "You cannot cancel this job" in text(post(keeper, f"{base}stop/"))
    file.job.status = "cancelled"
    file.job.save()
    assert "It stopped before the end" in text(keeper.get(base))
    assert "Changed: 1." in text(post(keeper, f"{base}resume/"))
    assert "has been done already" in text(post(keeper, f"{base}resume/"))


def test_a_page_of_many_rows_costs_the_same(keeper: Client, agency: Agency) -> None:
    def cost(rows: int) -> int:
        lines = [f"C{n:04},Person {n},F,,Nurse,hill-top,2020-01-01," for n in range(rows)]
        file = apply(send(agency, *lines))
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(f"/people/imports/{file.uuid}/?verdict=").status_code == 200
        return len(captured)

    cost(1)  # The first page of a process asks for what is then kept.
    few = cost(3)
    assert cost(40) == few
    assert few <= 20
