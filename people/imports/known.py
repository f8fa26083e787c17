"""What the register knows of the staff numbers of a file, many at a time."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from foundation.bulk import one_of
from people.imports.verdicts import Known, Post
from people.models import Agency, Posting, StaffRecord

LONGEST_NUMBER = 8


def known_by_number(agency: Agency, numbers: Collection[str], today: date) -> dict[str, Known]:
    """Who stands under these numbers in the whole tree of `agency`. Three queries.

    Of people outside `agency` and its units nothing is told but that the number is taken.
    """
    records = StaffRecord.objects.filter(root_agency=agency.root_id, number__in=one_of(numbers))
    rows = list(
        records.values_list(
            "pk", "number", "agency__path", "left_on", "email",
            "person__legal_name", "person__call_name", "person__sex", "person__language",
        )
    )  # fmt: skip
    keys = [row[0] for row in rows]
    posts = current_posts(keys, today, scope=agency.path)
    served = set(
        Posting.objects.filter(staff_record__in=keys).values_list("staff_record", flat=True)
    )
    return {
        number: Known(
            record=pk,
            in_scope=path.startswith(agency.path),
            details={
                "legal_name": legal_name,
                "call_name": call_name,
                "sex": sex,
                "language": language,
                "email": email,
            },
            posts=tuple(posts[pk]),
            left_on=left_on,
            served=pk in served,
        )
        for pk, number, path, left_on, email, legal_name, call_name, sex, language in rows
    }


def lost_zeros(agency: Agency, numbers: Collection[str]) -> dict[str, str]:
    """Of these numbers, which nobody has, those that lack the zeros of a registered one.

    Spreadsheets drop the zeros before a number: 1234 is then nobody new but 01234. One query.
    """
    longer = {
        number.zfill(length): number
        for number in numbers
        if number.isdecimal()
        for length in range(len(number) + 1, LONGEST_NUMBER + 1)
    }
    records = StaffRecord.objects.filter(root_agency=agency.root_id, number__in=one_of(longer))
    taken = records.order_by("-number").values_list("number", flat=True)
    return {longer[number]: number for number in taken} if longer else {}


def current_posts(
    records: Collection[int], today: date, *, scope: str = ""
) -> dict[int, list[Post]]:
    """The postings of these records that are not over; those below the path `scope` are in scope."""
    rows = Posting.objects.not_over(today).filter(staff_record__in=records).order_by("pk")
    found: defaultdict[int, list[Post]] = defaultdict(list)
    for posting in rows.select_related("workplace__agency"):
        workplace = posting.workplace
        found[posting.staff_record_id].append(
            Post(
                posting.pk,
                workplace.pk,
                posting.cadre_id,
                posting.starts_on,
                posting.ends_on,
                in_scope=workplace.agency.path.startswith(scope),
            )
        )
    return found
