"""A field's label, hint, error and input belong together for those who hear the page."""

import re

from django import forms
from django.template.loader import render_to_string


class Sample(forms.Form):
    email = forms.EmailField(help_text="We write rarely.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    mode = forms.ChoiceField(choices=[("a", "Ask"), ("b", "Look")], widget=forms.RadioSelect)
    langs = forms.MultipleChoiceField(
        choices=[("en", "English")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def field(form: forms.Form, name: str, **more: object) -> str:
    return render_to_string("components/field.html", {"field": form[name], **more})


def test_a_field_is_described_by_its_hint() -> None:
    html = field(Sample(), "email", autocomplete="email", width=20)
    assert 'for="id_email"' in html
    assert 'id="id_email_helptext"' in html
    assert 'aria-describedby="id_email_helptext"' in html
    assert 'class="govuk-input govuk-input--width-20"' in html
    assert 'autocomplete="email"' in html


def test_a_wrong_field_is_described_by_its_error_too() -> None:
    html = field(Sample({"email": "nobody"}), "email")
    described = re.search(r'aria-describedby="([^"]*)"', html)
    assert described is not None
    assert described[1].split() == ["id_email_helptext", "id_email_error"]
    assert 'id="id_email_error"' in html
    assert "govuk-input--error" in html
    assert 'aria-invalid="true"' in html


def test_a_hint_given_by_the_template_counts() -> None:
    html = field(Sample(), "note", hint="Two lines are enough.")
    assert 'aria-describedby="id_note_helptext"' in html
    assert "Two lines are enough." in html
    assert "(optional)" in html


def test_choices_are_a_named_group() -> None:
    html = field(Sample({"mode": "b"}), "mode")
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert re.search(r'value="b"\s+checked|value="b" checked', html)


def test_every_kind_of_field_has_a_label() -> None:
    form = Sample()
    for name in ["email", "note", "agreed"]:
        assert f'for="{form[name].id_for_label}"' in field(form, name)
    assert 'for="id_langs_0"' in field(form, "langs")
    assert "<label" not in field(form, "secret")


def test_the_summary_links_to_each_wrong_field() -> None:
    form = Sample({"email": "nobody"})
    html = render_to_string("components/error_summary.html", {"form": form})
    assert 'href="#id_email"' in html
    assert 'href="#id_mode_0"' in html
    assert 'role="alert"' in html


def test_no_summary_without_errors() -> None:
    html = render_to_string("components/error_summary.html", {"form": Sample()})
    assert html.strip() == ""


def test_an_empty_field_is_named_by_its_error() -> None:
    summary = render_to_string("components/error_summary.html", {"form": Sample({})})
    assert "Fill in “Email”." in summary
    assert "Choose under “Mode”." in summary
    assert "Tick “Agreed”." in summary
    assert "Fill in “Email”." in field(Sample({}), "email")


def test_words_of_a_forms_own_stay() -> None:
    class Own(forms.Form):
        day = forms.DateField(error_messages={"required": "Enter a day."})

    assert "Enter a day." in field(Own({}), "day")
    assert "Enter a valid date." in field(Own({"day": "x"}), "day")
