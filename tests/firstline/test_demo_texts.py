"""What the demo's texts promise, checked in the files themselves."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from firstline.demo import texts
from firstline.demo.rich_text import heading, rich_text

# 211, 119, 110; or seven and more digits in phone-like groups.
PHONE = re.compile(r"\b(?:211|119|110)\b|\b\d{3}[ -]\d{3,4}(?:[ -]\d{4})?\b")
PHONE_EXAMPLES = ["call 211", "888-776-8328", "876 906 4908", "776-8328"]


def words_of(value: Any) -> list[str]:
    """Every string anywhere inside `value`."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [word for item in inner for word in words_of(item)]


def lesson_words(lesson: texts.LessonText) -> str:
    blocks = [{k: v for k, v in b.items() if k not in {"kind", "file"}} for b in lesson.blocks]
    return " ".join(words_of(blocks))


def test_sixty_questions_on_three_parallel_forms_of_twenty() -> None:
    forms: dict[str, Counter[str]] = {}
    for question in texts.questions():
        forms.setdefault(question.form, Counter())[question.topic] += 1
    assert list(map(sum, (form.values() for form in forms.values()))) == [20, 20, 20]
    assert set(forms) == {"A", "B", "C"}
    assert forms["A"] == forms["B"] == forms["C"]
    assert set(forms["A"]) == set(texts.topics())


def test_every_topic_mixes_kinds_and_so_does_every_form() -> None:
    kinds = {(question.topic, question.kind) for question in texts.questions()}
    assert len(kinds) == 3 * len(texts.topics())
    easy = Counter(q.form for q in texts.questions() if q.kind == "true_false")
    assert max(easy.values()) - min(easy.values()) <= 1


def test_every_lesson_teaches_one_topic() -> None:
    taught = [slug for topic in texts.topics().values() for slug in topic.lessons]
    assert sorted(taught) == sorted(lesson.slug for lesson in texts.lessons())


def test_question_keys_are_unique() -> None:
    keys = [question.key for question in texts.questions()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("question", texts.questions(), ids=lambda question: question.key)
def test_question_can_be_answered_and_explained(question: texts.QuestionText) -> None:
    right = sum(option.correct for option in question.options)
    shown = len(question.options)
    if question.kind == "true_false":
        assert [option.text for option in question.options] == ["True", "False"]
        assert right == 1
    elif question.kind == "single":
        assert right == 1
        assert shown >= 3
    else:
        assert question.kind == "multiple"
        assert 1 < right < shown
    assert all(option.feedback.endswith(".") for option in question.options)
    assert len({option.text for option in question.options}) == shown


def test_four_modules_of_short_lessons() -> None:
    assert len(texts.modules()) == 4
    assert len(texts.lessons()) >= 14
    for lesson in texts.lessons():
        assert 4 <= lesson.minutes <= 8
        # 100 to 150 words a minute: slow readers on a phone, who also stop to decide.
        assert 100 <= len(lesson_words(lesson).split()) / lesson.minutes <= 150, lesson.slug


@pytest.mark.parametrize("lesson", texts.lessons(), ids=lambda lesson: lesson.slug)
def test_lesson_has_a_picture_told_in_words_a_decision_and_key_points(
    lesson: texts.LessonText,
) -> None:
    kinds = Counter(block["kind"] for block in lesson.blocks)
    assert kinds["picture"] >= 1
    assert kinds["decision"] >= 1
    assert kinds["say"] >= (0 if lesson.slug == "what-child-trafficking-is" else 1)
    assert lesson.blocks[-1]["kind"] == "key_points"
    for block in lesson.blocks:
        if block["kind"] == "picture":
            assert (texts.PICTURES / block["file"]).exists()
            assert 40 <= len(block["alt"]) <= 250


@pytest.mark.parametrize("lesson", texts.lessons(), ids=lambda lesson: lesson.slug)
def test_lesson_reads_easily(lesson: texts.LessonText) -> None:
    """Flesch-Kincaid grade 7 is a reading age of about 12."""
    plain = lesson_words(lesson)
    words = re.findall(r"[A-Za-z']+", plain)
    sentences = len(re.findall(r"[.?!:]", plain))
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", word.lower())) - word.lower().endswith("e"))
        for word in words
    )
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    assert grade < 7


def test_every_decision_has_one_safe_choice() -> None:
    for lesson in texts.lessons():
        for block in lesson.blocks:
            if block["kind"] == "decision":
                assert [option["tone"] for option in block["options"]].count("ok") == 1


@pytest.mark.parametrize("example", PHONE_EXAMPLES)
def test_phone_pattern_finds_numbers(example: str) -> None:
    assert PHONE.search(example)


def test_no_text_holds_a_phone_number() -> None:
    """Numbers change: they live in the contact book with the day they were verified."""
    offenders = [
        (path.name, found.group())
        for path in Path(texts.CONTENT).rglob("*.toml")
        if path.name != "contacts.toml"
        and (
            found := PHONE.search(
                " ".join(words_of(texts.read(str(path.relative_to(texts.CONTENT))[:-5])))
            )
        )
    ]
    assert offenders == []


def test_pictures_hold_no_script_and_no_style() -> None:
    for path in texts.PICTURES.glob("*.svg"):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|href", path.read_text())
        assert path.stat().st_size < 4096


def test_rich_text_keeps_to_its_little_language() -> None:
    made = rich_text("One **two** *three* <b>.\nSame.\n\n- a\n- b & c\n\n1. x\n2. y")
    assert made == (
        "<p>One <b>two</b> <i>three</i> &lt;b&gt;. Same.</p>"
        "<ul><li>a</li><li>b &amp; c</li></ul><ol><li>x</li><li>y</li></ol>"
    )
    assert heading("A & B", 3) == "<h3>A &amp; B</h3>"
