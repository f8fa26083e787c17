"""The nation of the demo: enough people everywhere, and something true to show on each list."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from certificates.models import Certificate
from coverage.permissions import requirements_visible_to
from coverage.queries import coverage_on, workplace_standing
from coverage.tiles import shade
from firstline.demo import texts
from firstline.demo.cast import user_of
from firstline.demo.nation import plan_nation
from firstline.demo.nation_lives import CERTIFIED, EXPIRED, IN_THE_MIDDLE, draw
from firstline.demo.pilot import plan_pilot
from people.claims.queries import waiting_requests
from people.duplicates.queries import pairs_to_decide
from people.headcounts import disagreements
from people.imports.models import FileImport, LikelyDuplicate
from people.models import Agency, Exemption, Posting, StaffRecord, Workplace
from people.permissions import agencies_visible_to

PARISHES = 14
SIX_HUNDRED = range(590, 621)


def test_the_same_people_whenever_it_is_asked() -> None:
    assert plan_nation() == plan_nation()


def test_numbers_are_unique_and_one_name_stands_twice() -> None:
    members = plan_nation().members
    assert len({(one.agency, one.number) for one in members}) == len(members)
    names = [one.legal_name for one in members]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == {texts.nation()["twice"]["legal_name"]}


def test_days_lie_before_the_day_of_loading() -> None:
    today = date(2026, 3, 1)
    assert all(one.starts_on(today) < today for one in plan_nation().members)


def test_nobody_is_drawn_twice() -> None:
    nation = plan_nation()
    drawn = list(draw(nation))
    assert len(drawn) == len(set(drawn)) == len(nation.members)


def test_only_the_overfull_place_counts_fewer_than_its_roster() -> None:
    nation = plan_nation()
    short = {
        place.code
        for place in nation.places
        for cadre, filled in place.filled.items()
        if filled < sum((one.workplace, one.cadre) == (place.code, cadre) for one in nation.members)
    }
    assert short == {texts.nation()["overfull"]["workplace"]}


def test_six_agencies_serve_in_every_parish(demo_seen: None) -> None:
    assert StaffRecord.objects.count() in SIX_HUNDRED
    today = timezone.localdate()
    serving = Posting.objects.open_on(today)
    assert serving.values("workplace__area").distinct().count() == PARISHES
    roots = set(serving.values_list("staff_record__root_agency__code", flat=True))
    assert roots == set(Agency.objects.filter(parent=None).values_list("code", flat=True))


def test_rosters_came_by_file_and_all_was_applied(demo_seen: None) -> None:
    nation = plan_nation()
    applied = FileImport.objects.filter(stage=FileImport.Stage.APPLIED)
    assert set(applied.values_list("agency__code", flat=True)) == set(nation.agencies)


def test_one_pair_may_be_one_person(demo_seen: None) -> None:
    pair = LikelyDuplicate.objects.select_related("first", "second").get()
    assert pair.first.legal_name == pair.second.legal_name == texts.nation()["twice"]["legal_name"]
    assert pairs_to_decide(user_of("admin")) == 1


def test_a_station_has_more_people_than_were_counted(demo_seen: None) -> None:
    over = [
        one for one in disagreements(user_of("secretariat"), timezone.localdate()) if one.is_over
    ]
    assert "Four Roads Police Station" in {one.place for one in over}


def test_people_left_moved_and_are_on_leave(demo_seen: None) -> None:
    assert StaffRecord.objects.exclude(left_on=None).count() > 1
    assert Exemption.objects.count() > 1
    assert waiting_requests(user_of("focal")) == 1


def test_certificates_stand_in_many_parishes_and_some_have_ended(demo_seen: None) -> None:
    today = timezone.localdate()
    valid = Certificate.objects.valid_on(today)
    assert valid.count() >= CERTIFIED
    assert Certificate.objects.count() - valid.count() >= EXPIRED
    parishes = valid.values("person__staff_records__postings__workplace__area").distinct()
    assert parishes.count() >= PARISHES // 2


def test_coverage_of_the_pilot_spreads_over_parishes_and_agencies(demo_seen: None) -> None:
    officer, today = user_of("secretariat"), timezone.localdate()
    requirement = requirements_visible_to(officer, []).first()
    assert requirement is not None
    assert requirement.title == texts.pilot()["title"]
    report = coverage_on(requirement, today, agencies_visible_to(officer))
    shares = [line.tally.percent or 0 for line in report.parishes]
    assert len(shares) == PARISHES
    assert {shade(share) for share in shares} == {shade(share) for share in (0, 30, 50, 70)}
    by_unit = {line.code: line.tally for line in report.agencies}
    assert by_unit["CPFSA-PILOT"].filled is None
    assert by_unit["CPFSA-PILOT"].certified > 0
    known = [tally for tally in by_unit.values() if tally.percent is not None]
    assert max(t.percent or 0 for t in known) > 2 * min(t.percent or 0 for t in known)
    assert (report.total.filled or 0) == sum(tally.filled or 0 for tally in known)
    assert report.nobody
    assert report.covered


def test_nobody_of_the_pilot_is_certified_where_the_nurse_serves(demo_seen: None) -> None:
    standing = workplace_standing(
        Workplace.objects.get(code="harbour-rise-clinic"), timezone.localdate()
    )
    assert standing is not None
    assert (standing.requirement, standing.certified) == (texts.pilot()["title"], 0)


def test_who_passed_in_the_pilot_has_no_other_life() -> None:
    nation = plan_nation()
    passed = [one.member for one in plan_pilot(nation)]
    assert len(passed) == len(set(passed)) > 100
    assert not set(passed) & set(draw(nation, without=passed))
    wanted = {
        place: count
        for unit in texts.pilot()["units"]
        for place, count in unit["workplaces"].items()
        if count
    }
    assert Counter(member.workplace for member in passed) == wanted


@pytest.mark.django_db
def test_some_are_in_the_middle(demo_seen: None) -> None:
    numbers = [one.number for one in list(draw(plan_nation()))]
    begun = StaffRecord.objects.filter(
        number__in=numbers, person__enrolments__isnull=False, person__certificates__isnull=True
    )
    assert begun.distinct().count() >= IN_THE_MIDDLE
