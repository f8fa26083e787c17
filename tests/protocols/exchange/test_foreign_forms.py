"""Forms of other people: what becomes what, and why the rest is not kept."""

from collections.abc import Sequence
from typing import Any

import pytest

from protocols.exchange.report import Taken
from protocols.exchange.taking import take
from protocols.exchange.wording import line_rows
from protocols.exchange.workbooks import book_of
from tests.factories.forms import YES_NO, form_file

OFTEN = [*YES_NO, ["f", "never", "Never"], ["f", "often", "Often"], ["f", "always", "Always"]]


def taken(*survey: Sequence[object], **more: Any) -> Taken:
    return take(book_of(form_file(survey, **more)))


def items(form: Taken) -> list[dict[str, Any]]:
    return [item for section in form.document["sections"] for item in section["items"]]


def reasons(form: Taken, name: str) -> list[str]:
    (line,) = [line for line in form.lines if line.name == name]
    return [reason.code for reason in line.reasons]


def kept(form: Taken) -> dict[str, str]:
    return {line.name: line.becomes for line in form.lines}


def test_groups_and_yes_or_no_become_sections_and_signs() -> None:
    form = taken(
        ["begin_group", "work", "Work"],
        ["select_one yn", "papers", "Somebody else keeps the papers"],
        ["end_group"],
    )
    (section,) = form.document["sections"]
    assert (section["code"], section["title"]) == ("work", {"en": "Work"})
    (sign,) = section["items"]
    assert (sign["code"], sign["kind"]) == ("papers", "sign")
    assert sign["wording"] == {"en": "Somebody else keeps the papers"}
    assert form.lost == []


def test_other_answers_become_a_choice_whose_order_is_to_be_checked() -> None:
    form = taken(["select_one f", "locked", "Is the door locked?"], choices=OFTEN)
    (item,) = items(form)
    assert [option["code"] for option in item["options"]] == ["never", "often", "always"]
    assert reasons(form, "locked") == ["order"]


def test_several_answers_become_a_sign_each_without_none_and_other() -> None:
    choices = [["m", "hurt", "Hurt"], ["m", "debt", "In debt"], ["m", "none", "None of these"]]
    form = taken(
        ["select_multiple m or_other", "seen", "What did you see?"],
        ["select_one m", "later", "x", "selected(${seen}, 'debt')"],
        choices=choices,
    )
    first, second, third = items(form)
    assert (first["code"], second["code"]) == ("seen_hurt", "seen_debt")
    assert second["wording"] == {"en": "What did you see?: In debt"}
    assert third["show_if"] == {"any": ["seen_debt"]}
    assert reasons(form, "seen") == ["or_other", "several_signs"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("text", "free_text"),
        ("geopoint", "place"),
        ("image", "media"),
        ("audio", "media"),
        ("deviceid", "identifies"),
        ("barcode", "identifies"),
        ("date", "date"),
        ("dateTime", "date"),
        ("decimal", "number"),
        ("integer", "number"),
        ("note", "note"),
        ("select_one_from_file schools.csv", "outside"),
        ("rank m", "unknown_type"),
        ("select_one nowhere", "no_list"),
    ],
)
def test_what_a_protocol_has_no_question_for_is_refused(kind: str, why: str) -> None:
    form = taken([kind, "x", "Something"])
    assert items(form) == []
    assert reasons(form, "x") == [why]
    assert kept(form)["x"] == ""


def test_what_is_asked_again_and_again_is_refused_with_all_in_it() -> None:
    form = taken(
        ["begin_repeat", "children", "Children"],
        ["select_one yn", "hurt", "Hurt?"],
        ["end_repeat"],
        ["select_one yn", "after", "After?", "${hurt} = 'yes'"],
    )
    assert [item["code"] for item in items(form)] == ["after"]
    assert reasons(form, "hurt") == ["repeat"]
    assert reasons(form, "after") == ["show_if", "lost_question"]


def test_age_and_birthday_become_the_question_for_age() -> None:
    form = taken(["integer", "age", "How old are you?"], ["date", "dob", "Date of birth"])
    assert form.document["age"]["wording"] == {"en": "How old are you?"}
    assert reasons(form, "age") == ["age_in_bands"]
    assert reasons(form, "dob") == ["age_twice"]
    assert reasons(taken(["date", "dob", "Date of birth"]), "dob") == ["birth_in_bands"]


def test_a_number_is_cut_where_the_form_cuts_it() -> None:
    header = ["type", "name", "label", "relevant", "constraint"]
    form = taken(
        ["integer", "hours", "Hours a day", "", ". >= 0 and . <= 24"],
        ["select_one yn", "rest", "Any rest?", "${hours} > 12"],
        ["select_one yn", "few", "x", "${hours} < 4"],
        header=header,
    )
    hours, rest, few = items(form)
    assert [option["text"]["en"] for option in hours["options"]] == [
        "0 to 3",
        "4 to 12",
        "13 to 24",
    ]
    assert rest["show_if"] == {"any": [{"item": "hours", "options": ["band_3"]}]}
    assert few["show_if"] is None
    assert reasons(form, "few") == ["show_if", "not_more"]


@pytest.mark.parametrize(
    ("relevant", "condition", "why"),
    [
        ("${a} = 'yes'", {"any": ["a"]}, []),
        ("'yes' = ${a} or selected(${b}, 'yes')", {"any": ["a", "b"]}, []),
        ("${a} = 'yes' and ${b} = 'yes'", {"all": ["a", "b"]}, []),
        ("${c} = 'often' or ${c}='always'", {"any": [{"item": "c", "options": ["often", "always"]}]}, []),
        ("${c} = 'often'", {"any": [{"item": "c", "options": ["often", "always"]}]}, ["closed_upwards"]),
        ("${a} = 'no'", None, ["show_if", "not_yes"]),
        ("${a} != 'yes'", None, ["show_if", "only_yes"]),
        ("not(${a} = 'yes')", None, ["show_if", "only_yes"]),
        ("${a} = 'yes' and (${b} = 'yes' or ${c} = 'always')", None, ["mixed"]),
        ("(${a} = 'yes' and ${b} = 'yes') or ${c} = 'always'", None, ["show_if", "mixed"]),
        ("${z} = 'yes'", None, ["show_if", "later"]),
        ("today() > '2020'", None, ["show_if", "not_a_condition"]),
        ("pulldata('x')", None, ["show_if", "function"]),
        ("((((", None, ["show_if", "not_understood"]),
        ("(" * 5000, None, ["show_if", "not_understood"]),
        (" or ".join(["${a} = 'yes'"] * 1500), None, ["show_if", "not_understood"]),
        ("${a} >= " + "9" * 21, None, ["show_if", "not_understood"]),
    ],
)  # fmt: skip
def test_only_yes_like_conditions_show_something(
    relevant: str, condition: dict[str, Any] | None, why: list[str]
) -> None:
    form = taken(
        ["select_one yn", "a", "A"],
        ["select_one yn", "b", "B"],
        ["select_one f", "c", "C"],
        ["select_one yn", "x", "X", relevant],
        choices=OFTEN,
    )
    assert items(form)[-1]["show_if"] == condition
    assert reasons(form, "x") == why


def test_the_condition_of_a_group_holds_for_all_in_it() -> None:
    form = taken(
        ["select_one yn", "a", "A"],
        ["begin_group", "g", "G", "${a} = 'yes'"],
        ["select_one yn", "b", "B"],
        ["begin_group", "inner", "Inner"],
        ["select_one yn", "c", "C", "${b} = 'yes'"],
        ["end_group"],
        ["select_one yn", "d", "D"],
        ["end_group"],
    )
    assert [item["show_if"] for item in items(form)] == [
        None,
        {"any": ["a"]},
        {"all": ["a", "b"]},
        {"any": ["a"]},
    ]
    assert [section["code"] for section in form.document["sections"]] == [
        "MAIN",
        "g",
        "inner",
        "g_2",
    ]
    assert reasons(form, "inner") == ["nested"]


@pytest.mark.parametrize(
    ("formula", "rules"),
    [
        ("if(${a} = 'yes', 'URGENT', '')", [("URGENT", {"any": ["a"]})]),
        (
            "if(number(${a} = 'yes') + if(${b} = 'yes', 1, 0) >= 2, 'STRONG', 'NONE_NOW')",
            [
                ("STRONG", {"count": {"of": ["a", "b"], "at_least": 2}}),
                ("NONE_NOW", {"default": "settled"}),
            ],
        ),
        ("if(${score} > 1, 'POSSIBLE', '')", [("POSSIBLE", {"count": {"of": ["a", "b"], "at_least": 2}})]),
        (
            "if((${a} = 'yes') * 1.5 + if(${b} = 'yes', 2, 0) >= 3, 'STRONG', '')",
            [("STRONG", {"sum": {"of": ["a", "b"], "at_least": "3"}})],
        ),
    ],
)  # fmt: skip
def test_a_calculation_with_our_outcomes_becomes_rules(
    formula: str, rules: list[tuple[str, dict[str, Any]]]
) -> None:
    form = taken(
        ["select_one yn", "a", "A"],
        ["select_one yn", "b", "B"],
        ["calculate", "score", "", "", "number(${a} = 'yes') + number(${b} = 'yes')"],
        ["calculate", "result", "", "", formula],
    )
    assert [(rule["outcome"], rule["when"]) for rule in form.document["rules"]] == rules
    assert reasons(form, "score") == ["calculation", "no_outcome"]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("if(${a} = 'yes', 'high risk', 'low risk')", "no_outcome"),
        ("if(${a} = 'no', 'URGENT', '')", "not_yes"),
        ("if(${loop} > 2, 'URGENT', '')", "round"),
        ("${a}", "no_outcome"),
        ("if(", "not_understood"),
    ],
)
def test_other_calculations_are_told(formula: str, why: str) -> None:
    form = taken(
        ["select_one yn", "a", "A"],
        ["calculate", "loop", "", "", "${loop} + 1"],
        ["calculate", "x", "", "", formula],
    )
    assert form.document["rules"] == []
    assert reasons(form, "x") == ["calculation", why]


def test_columns_without_a_place_are_told_and_the_question_is_kept() -> None:
    header = ["type", "name", "label", "required", "choice_filter", "appearance", "default", "own"]
    form = taken(
        ["select_one yn", "a", "A", "yes", "region = ${r}", "minimal", "no", "mine"], header=header
    )
    assert reasons(form, "a") == ["required", "choice_filter", "appearance", "default"]
    assert reasons(form, "own") == ["column"]
    assert len(items(form)) == 1


def test_several_languages_are_read_by_code_and_by_name() -> None:
    header = [
        "type",
        "name",
        "label::English (en)",
        "label::Español (es)",
        "label::French (fr)",
        "hint",
    ]
    form = taken(
        ["select_one yn", "a", "Yes?", "¿Sí?", "Oui?", "Why so"],
        header=header,
        choices_header=["list_name", "name", "label::English"],
    )
    (item,) = items(form)
    assert item["wording"] == {"en": "Yes?", "es": "¿Sí?"}
    assert item["why"] == {"en": "Why so"}
    assert form.document["languages"] == ["en", "es"]
    assert reasons(form, "label::French (fr)") == ["language"]


def test_a_default_language_names_the_columns_without_one() -> None:
    form = taken(
        ["select_one yn", "a", "¿Sí?"],
        settings=[["Formulario", "f", "Spanish"]],
        settings_header=["form_title", "form_id", "default_language"],
    )
    assert items(form)[0]["wording"] == {"es": "¿Sí?"}
    assert form.document["title"] == {"es": "Formulario"}


def test_names_that_are_no_codes_become_codes_that_differ() -> None:
    long = "a_very_long_name_of_a_question"
    form = taken(*(["select_one yn", name, "x"] for name in (long, long + "_2", "1st", "é-e")))
    codes = [item["code"] for item in items(form)]
    assert codes == ["a_very_long_name_of_", "a_very_long_name_o_2", "Q1st", "e"]
    assert len(set(codes)) == 4


def test_a_formula_without_a_value_is_never_run() -> None:
    form = taken(["select_one yn", "=1+1", '=HYPERLINK("x")'])
    (item,) = items(form)
    assert item["wording"] == {"en": '=HYPERLINK("x")'}


def test_every_reason_has_its_words() -> None:
    form = taken(["text", "x", "Your name"], ["select_one yn", "a", "A", "${x} = 'b'"])
    rows = line_rows(form.lines)
    assert rows[0]["reasons"][0]["text"] == (
        "Free text is never kept: it could say who somebody is. (Your name)"
    )
    assert all(row["reasons"] for row in rows)
