"""One agency's focal person learns nothing of another agency's people, wherever they knock.

Every address of `people` stands in the table below. A new one without a row fails the first test.
Two agencies have people who are easily confused: the same name twice, numbers that begin alike.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.notices.models import Notice
from people import actions
from people.claims import actions as claims
from people.claims.models import Invitation, JoinRequest
from people.duplicates.actions import note_pair
from people.imports.models import FileImport, LikelyDuplicate
from people.models import Exemption, Person, Posting, StaffRecord, User, Workplace
from tests.factories.people import (
    make_agency,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.people.imports.sheets import csv_of, send

pytestmark = pytest.mark.django_db
TWIN = "Marva Delphine Brown"


@dataclass
class Side:
    """One agency with everything that `people` keeps of it."""

    keeper: User
    person: Person
    record: StaffRecord
    workplace: Workplace
    posting: Posting
    exemption: Exemption
    request: JoinRequest
    pair: LikelyDuplicate
    file: FileImport
    tokens: list[str] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, Any]:
        """What stands in addresses, by namespace and name of the part."""
        return {
            "people.key": self.person.uuid,
            "people.record": self.record.pk,
            "people.posting": self.posting.pk,
            "people.exemption": self.exemption.pk,
            "requests.key": self.request.uuid,
            "duplicates.pk": self.pair.pk,
            "sign_ins.pk": self.record.pk,
            "imports.key": self.file.uuid,
        }


def side_of(code: str, letter: str, alone: str) -> Side:
    """An agency: Marva Brown, as at the other one, and `alone`, a name of its own."""
    agency = make_agency(code)
    workplace = make_workplace(agency=agency, name=f"{alone} Clinic")
    twin = make_staff_record(
        make_person(TWIN), agency, number=f"{letter}1234", email=f"marva@{code.lower()}.example"
    )
    posting = make_posting(twin, workplace)
    exemption = actions.exempt(
        by=SYSTEM,
        staff_record=twin,
        reason=Exemption.Reason.STUDY,
        starts_on=date(2026, 1, 1),
        ends_on=date(2030, 1, 1),
    )
    single = make_staff_record(make_person(f"{alone} Quarrie"), agency, number=f"{letter}5678")
    make_posting(single, workplace)
    now = timezone.now()
    claims.make_slip(by=SYSTEM, staff_record=single, now=now)
    user = make_user(person=make_person(f"{alone} Newcomer"), email=f"new@{code.lower()}.example")
    request = claims.ask_to_join(
        by=user,
        legal_name=f"{alone} Newcomer",
        call_name="",
        agency=agency,
        workplace=f"{alone} Annex",
        cadre=make_cadre(),
        number=f"{letter}9999",
        now=now,
    )
    note_pair(first=twin.person, second=single.person)
    return Side(
        keeper=make_user("focal", agency=agency, person=make_person(f"Keeper of {code}")),
        person=twin.person,
        record=twin,
        workplace=workplace,
        posting=posting,
        exemption=exemption,
        request=request,
        pair=LikelyDuplicate.objects.get(second=single.person),
        file=send(
            agency,
            f"{letter}4321,{alone} Filed,F,,Nurse,{alone} Clinic,2020-01-01,",
            f"{letter}4322,{alone} Wrong,F,,Wizard,{alone} Clinic,2020-01-01,",
        ),
        tokens=[
            alone,
            f"{letter}1234",
            f"{letter}5678",
            f"{letter}9999",
            f"{letter}4321",
            f"{letter}4322",
            f"@{code.lower()}.example",
            str(twin.person.uuid),
            str(single.person.uuid),
            str(request.uuid),
        ],
    )


@pytest.fixture
def ours() -> Side:
    return side_of("MOE", "T", "Ottoline")


@pytest.fixture
def theirs(ours: Side) -> Side:
    side = side_of("SERHA", "N", "Zenobia")
    # The two Marvas may be one person. Neither focal person is told that the other one exists.
    note_pair(first=ours.person, second=side.person)
    return side


@pytest.fixture
def client(ours: Side) -> Client:
    """Signed in as the focal person of MOE."""
    client = Client()
    client.force_login(ours.keeper)
    return client


# Every address of `people`, by what must happen when a foreign focal person knocks.

# With something of the other agency in the address: it is not there, by any method.
FOREIGN_OBJECTS = {
    "duplicates:pair",
    "duplicates:decide",
    "duplicates:undo",
    "imports:import",
    "imports:columns",
    "imports:errors",
    "imports:apply",
    "imports:reverse",
    "imports:resume",
    "imports:discard",
    "imports:stop",
    "people:person",
    "people:name",
    "people:number",
    "people:move",
    "people:second",
    "people:agency",
    "people:exempt",
    "people:leave",
    "people:return",
    "people:undo_leaving",
    "people:end",
    "people:correct",
    "people:withdraw",
    "people:exempt_until",
    "people:exempt_not",
    "requests:request",
    "requests:accept",
    "requests:link",
    "requests:refuse",
    "sign_ins:renew",
    "sign_ins:revoke",
}
# Lists and searches: own people only, also in their counts. The number is how many own rows there are.
LISTS: dict[str, int] = {
    "duplicates:list": 1,
    "imports:list": 1,
    "people:roster": 2,
    "requests:list": 1,
    "sign_ins:list": 2,
}
# Forms without an object: what they say of foreign choices is tested one by one below.
FORMS = {
    "imports:send",
    "imports:template",
    "people:add",
    "people:export",
    "people:remind",
    "sign_ins:invite",
}
# For who comes to their own record or asks to join: tests/people/claims.
OWN_DOORS = {
    "claims:start",
    "claims:password",
    "claims:link",
    "joining:page",
    "joining:withdraw",
    # What a browser locks its own person's data away with.
    "people:device_key",
}
# What is offered while somebody types.
SUGGESTIONS = {"people:suggest"}
SEARCHES = ["Zenobia", "N1234", "N5678", "n9999", "@serha", "Zenobia Clinic", "Zenobia Annex"]


def routes() -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespaces, pattern) of everything that a view of `people` answers."""

    def walk(
        patterns: list[Any], spaces: tuple[str, ...], path: str
    ) -> Iterator[tuple[str, URLPattern]]:
        for entry in patterns:
            here = path + str(entry.pattern)
            if isinstance(entry, URLResolver):
                below = (*spaces, entry.namespace) if entry.namespace else spaces
                yield from walk(entry.url_patterns, below, here)
            elif entry.callback.__module__.startswith("people.") and "admin/" not in here:
                yield ":".join((*spaces, entry.name or here)), entry

    return walk(get_resolver().url_patterns, (), "")


def office_addresses() -> list[str]:
    """The back office's lists of people and places."""
    from people.wagtail_hooks import register_people

    group = register_people()
    return [reverse(viewset.get_url_name("index")) for viewset in group.registerables]


def test_every_address_of_people_has_a_row() -> None:
    # Wagtail's own sign-in addresses lead to ours, and show nothing.
    to_sign_in = {name for name, _pattern in routes() if "_util/login" in name}
    known = FOREIGN_OBJECTS | set(LISTS) | FORMS | OWN_DOORS | SUGGESTIONS | to_sign_in
    assert {name for name, _pattern in routes()} == known


def parts_of(name: str) -> list[str]:
    patterns = dict(routes())
    return list(patterns[name].pattern.converters)


def answers(client: Client, address: str) -> set[int]:
    return {client.get(address).status_code, client.post(address).status_code}


@pytest.mark.parametrize("name", sorted(FOREIGN_OBJECTS))
def test_what_is_another_agencys_is_not_there(
    client: Client, ours: Side, theirs: Side, name: str
) -> None:
    space, parts = name.split(":")[0], parts_of(name)
    own, foreign = ours.ids, theirs.ids

    def address(*foreign_parts: str) -> str:
        picked = {
            part: (foreign if part in foreign_parts else own)[f"{space}.{part}"] for part in parts
        }
        return reverse(name, kwargs=picked)

    mixed = [parts, *([part] for part in parts), *(parts[: n + 1] for n in range(len(parts)))]
    before = written()
    for foreign_parts in mixed:
        got = answers(client, address(*foreign_parts))
        assert 404 in got, foreign_parts
        assert got <= {404, 405}, foreign_parts
    assert written() == before


def test_own_objects_are_there(client: Client, ours: Side, theirs: Side) -> None:
    """The set-up of the test above opens every door to its own keeper."""
    for name in sorted(FOREIGN_OBJECTS):
        space = name.split(":")[0]
        kwargs = {part: ours.ids[f"{space}.{part}"] for part in parts_of(name)}
        assert client.get(reverse(name, kwargs=kwargs)).status_code != 404 or name in {
            # Nobody left, nothing was decided, and Marva has no password to renew.
            "sign_ins:renew",
            "people:return",
            "people:undo_leaving",
        }, name


def written() -> list[list[Any]]:
    """Everything that somebody could have changed."""
    models = (
        Person,
        StaffRecord,
        Exemption,
        Invitation,
        JoinRequest,
        LikelyDuplicate,
        FileImport,
    )
    rows = [list(model._default_manager.order_by("pk").values_list()) for model in models]
    return [*rows, list(Posting.with_withdrawn.order_by("pk").values_list())]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_lists_and_searches_know_only_own_people(
    client: Client, ours: Side, theirs: Side, name: str
) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.context["page"].paginator.count == LISTS[name]
    assert_nothing_of(theirs, page.content.decode())
    if name == "imports:list":
        # Without a search of its own.
        return
    for query in SEARCHES:
        found = client.get(reverse(name), {"q": query, "state": ""})
        assert found.status_code == 200
        assert found.context["page"].paginator.count == 0, query
        # What was typed stands in the field again.
        assert_nothing_of(theirs, found.content.decode(), but=query)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_filters_do_not_know_foreign_places(
    client: Client, ours: Side, theirs: Side, name: str
) -> None:
    page = client.get(reverse(name), {"workplace": theirs.workplace.pk})
    assert page.status_code in {200, 404}
    assert_nothing_of(theirs, page.content.decode())


@pytest.mark.parametrize("name", sorted({"people:roster", "sign_ins:list", "requests:list"}))
def test_namesakes_are_told_apart_by_agency(
    client: Client, ours: Side, theirs: Side, name: str
) -> None:
    page = client.get(reverse(name), {"q": "Marva"})
    assert page.context["page"].paginator.count == (0 if name == "requests:list" else 1)
    assert_nothing_of(theirs, page.content.decode())


def assert_nothing_of(side: Side, page: str, but: str = "") -> None:
    """No name, number, address or key of that agency's people stands on the page."""
    text = page.replace(but, "") if but else page
    assert [token for token in side.tokens if token.lower() in text.lower()] == []


def adding(ours: Side, **changes: Any) -> dict[str, Any]:
    """A person to add, as the form of one's own agency sends it."""
    return {
        "legal_name": "Zuri Wynter",
        "call_name": "",
        "sex": "female",
        "number": "T7777",
        "email": "",
        "agency": ours.record.agency_id,
        "workplace": ours.workplace.pk,
        "cadre": make_cadre().pk,
        "starts_on": "2026-01-01",
        **changes,
    }


def test_adding_with_foreign_choices_adds_nothing(client: Client, ours: Side, theirs: Side) -> None:
    before = written()
    for foreign in (
        {"workplace": theirs.workplace.pk},
        {"agency": theirs.record.agency_id, "workplace": theirs.workplace.pk},
    ):
        page = client.post(reverse("people:add"), adding(ours, **foreign))
        assert page.status_code == 200
        assert_nothing_of(theirs, page.content.decode())
    assert written() == before


def test_adding_somebody_like_them_says_nothing_of_them(
    client: Client, ours: Side, theirs: Side
) -> None:
    """The same name, number and address as a foreign record: neither refused nor mentioned."""
    form = adding(ours, legal_name="Zenobia Quarrie", number="N1234", email="marva@serha.example")
    page = client.post(reverse("people:add"), form, follow=True)
    text = page.content.decode()
    assert "already" not in text.lower()
    for token in (str(theirs.person.uuid), "Zenobia Clinic", "N5678"):
        assert token not in text
    assert StaffRecord.objects.filter(number="N1234", root_agency__code="MOE").exists()


def test_moving_to_a_foreign_workplace_is_no_choice(
    client: Client, ours: Side, theirs: Side
) -> None:
    kwargs = {"key": ours.person.uuid, "record": ours.record.pk}
    for name in ("people:move", "people:second"):
        address = reverse(name, kwargs=kwargs)
        assert_nothing_of(theirs, client.get(address).content.decode())
        form = {"workplace": theirs.workplace.pk, "cadre": make_cadre().pk, "on": "2026-11-01"}
        page = client.post(address, {**form, "starts_on": "2026-11-01"})
        assert_nothing_of(theirs, page.content.decode())
    assert Posting.objects.filter(workplace=theirs.workplace).count() == 2


def import_of(client: Client, agency: int, row: str) -> Any:
    """Send a file of one row as the page does; the page that follows."""
    data = {"agency": agency, "kind": "roster", "as_of": "2026-11-25"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = {**data, "file": SimpleUploadedFile("roster.csv", csv_of(row))}
        page = client.post(reverse("imports:send"), sent)
    return client.get(page["Location"]) if page.status_code == 302 else page


def test_a_file_with_their_names_and_numbers_says_nothing_of_them(
    client: Client, ours: Side, theirs: Side
) -> None:
    row = "N1234,Zenobia Quarrie,F,marva@serha.example,Nurse,Ottoline Clinic,2020-01-01,"
    page = import_of(client, ours.record.agency_id, row).content.decode()
    assert "New: 1" in page
    for typed in ("N1234", "Zenobia Quarrie", "marva@serha.example"):
        page = page.replace(typed, "")
    assert_nothing_of(theirs, page)


def test_a_file_that_names_a_foreign_workplace_is_told_what_it_is_told_of_none(
    client: Client, ours: Side, theirs: Side
) -> None:
    def told(workplace: str) -> str:
        row = f"T7001,Zuri Wynter,F,,Nurse,{workplace},2020-01-01,"
        page = import_of(client, ours.record.agency_id, row).content.decode()
        assert "Errors: 1" in page
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        return re.sub(r"[0-9a-f-]{36}", "", page).replace(workplace, "")

    assert told("Zenobia Clinic") == told("Nowhere Clinic")


def test_a_file_for_a_foreign_agency_is_not_taken(client: Client, ours: Side, theirs: Side) -> None:
    before = written()
    row = "N1234,Zuri Wynter,F,,Nurse,Zenobia Clinic,2020-01-01,"
    page = import_of(client, theirs.record.agency_id, row)
    assert page.status_code == 200
    assert_nothing_of(theirs, page.content.decode())
    assert written() == before


@pytest.mark.parametrize("do", ["slips", "mail"])
def test_ticking_foreign_people_makes_nothing(
    client: Client, ours: Side, theirs: Side, do: str
) -> None:
    before = written()
    for chosen in ([theirs.record.pk], [ours.record.pk, theirs.record.pk]):
        page = client.post(reverse("sign_ins:invite"), {"do": do, "chosen": chosen})
        assert page.status_code == 200
        assert_nothing_of(theirs, page.content.decode())
    assert written() == before


@pytest.mark.parametrize("query", ["", "q=Zenobia", "q=N5678", "q=Marva", "state=all"])
def test_an_export_holds_own_people_only(
    client: Client, ours: Side, theirs: Side, query: str
) -> None:
    page = client.post(reverse("people:export"), {"query": query, "format": "csv"})
    assert page.status_code == 200
    assert_nothing_of(theirs, b"".join(page).decode())


def test_an_export_for_a_foreign_workplace_is_not_there(
    client: Client, ours: Side, theirs: Side
) -> None:
    page = client.post(reverse("people:export"), {"query": f"workplace={theirs.workplace.pk}"})
    assert page.status_code == 404


@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_reminding_reaches_own_people_only(
    client: Client, ours: Side, theirs: Side, confirm: dict[str, str]
) -> None:
    account = make_user(person=theirs.person)
    records = [ours.record.pk, theirs.record.pk]
    for form in ({"record": records}, {"all": "1"}, {"record": [theirs.record.pk]}):
        page = client.post(reverse("people:remind"), {**form, **confirm, "query": ""}, follow=True)
        assert page.status_code == 200
        assert_nothing_of(theirs, page.content.decode())
    assert not Notice.objects.filter(recipient=account).exists()


def test_linking_takes_no_foreign_number(client: Client, ours: Side, theirs: Side) -> None:
    address = reverse("requests:link", kwargs={"key": ours.request.uuid})
    assert client.post(address, {"number": "N1234"}).status_code == 404
    form = {
        "legal_name": "Ottoline Newcomer",
        "number": "N1234",
        "workplace": theirs.workplace.pk,
        "cadre": make_cadre().pk,
        "starts_on": "2026-11-01",
    }
    page = client.post(reverse("requests:accept", kwargs={"key": ours.request.uuid}), form)
    assert_nothing_of(theirs, page.content.decode(), but="N1234")


@pytest.mark.parametrize("address", ["/home/", "/notices/", "/coverage/", "/record/", "/people/"])
def test_the_other_pages_of_a_focal_person(
    client: Client, ours: Side, theirs: Side, address: str
) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert_nothing_of(theirs, page.content.decode())


def test_a_unit_sees_neither_its_parent_nor_its_sister(ours: Side) -> None:
    root = make_agency("MOE")
    here, there = make_agency("MOE-E", parent=root), make_agency("MOE-W", parent=root)
    own = make_staff_record(make_person("Own Unit"), here, number="E0001")
    sister = make_staff_record(make_person("Sister Unit"), there, number="W0001")
    client = Client()
    client.force_login(make_user("focal", agency=here))
    page = client.get("/people/").content.decode()
    assert "Own Unit" in page
    for foreign in ("Sister Unit", "Ottoline", "W0001"):
        assert foreign not in page
    assert client.get(f"/people/{own.person.uuid}/").status_code == 200
    for person in (sister.person, ours.person):
        assert client.get(f"/people/{person.uuid}/").status_code == 404


def test_the_back_office_is_closed_to_focal_persons_and_supervisors(
    client: Client, ours: Side, theirs: Side
) -> None:
    supervisor = Client()
    supervisor.force_login(make_user("supervisor", workplace=ours.workplace))
    assert len(office_addresses()) >= 7
    for address in office_addresses():
        for knocking in (client, supervisor):
            page = knocking.get(address)
            assert page.status_code == 403
            assert_nothing_of(theirs, page.content.decode())


def test_the_secretariat_without_the_names_permission_sees_no_names(
    ours: Side, theirs: Side
) -> None:
    knocking = Client()
    knocking.force_login(make_user("secretariat", person=make_person("Sharon Dawkins")))
    names = ["Quarrie", "Newcomer", TWIN, "T1234", "N1234"]
    pages: list[Callable[[], Any]] = [
        *(lambda address=address: knocking.get(address) for address in office_addresses()),
        *(lambda name=name: knocking.get(reverse(name)) for name in LISTS),
    ]
    for get in pages:
        text = get().content.decode()
        assert [name for name in names if name in text] == []


@pytest.mark.parametrize("name", sorted(SUGGESTIONS))
def test_nobody_of_theirs_is_suggested(name: str, ours: Side, theirs: Side, client: Client) -> None:
    own = client.get(reverse(name), {"q": "Marva"}).json()
    assert own == {"people": [{"login": str(ours.record), "name": TWIN}]}
    for typed in [*SEARCHES, TWIN, "SERHA/N1234"]:
        text = client.get(reverse(name), {"q": typed}).content.decode()
        assert not [token for token in theirs.tokens if token in text]
