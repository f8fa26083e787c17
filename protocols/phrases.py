"""The few phrases with which rules are put in words, in the languages of protocols.

They stand beside texts that specialists wrote, so that they follow the protocol's language and not the page's.
On a page the English ones are in the page's language, on paper they stay English.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from protocols.languages import ENGLISH

PHRASES: Mapping[str, Mapping[str, Any]] = {
    ENGLISH: {
        "grades": {"strong": _("strong"), "medium": _("medium"), "weak": _("weak")},
        "and": _(" and "),
        "or": _(" or "),
        "yes": _("{code}: yes"),
        "only_if": _("Answer only if {condition}."),
        "option_term": _("{code} ({options})"),
        "rules": {
            "by_itself": _("{codes}, by itself"),
            "any": _("any of {codes}"),
            "count": _("{n} or more of {codes}"),
            "graded": _("{n} or more of the parts {parts}, each with {patterns}"),
            "graded_one": _("the part {parts} has {patterns}"),
            "sum": _("the points of {codes} come to {n} or more"),
            "settled": _("none of the above, and no open answer could change that"),
            "open": _("open answers could still change it"),
        },
        "pattern": {
            "strong": _("{n} strong"),
            "medium": _("{n} medium or stronger"),
            "weak": _("{n} of any strength"),
        },
    },
    "es": {
        "grades": {"strong": "fuerte", "medium": "media", "weak": "débil"},
        "and": " y ",
        "or": " o ",
        "yes": "{code}: sí",
        "only_if": "Responda solo si {condition}.",
        "option_term": "{code} ({options})",
        "rules": {
            "by_itself": "{codes}, por sí sola",
            "any": "cualquiera de {codes}",
            "count": "{n} o más de {codes}",
            "graded": "{n} o más de las partes {parts}, cada una con {patterns}",
            "graded_one": "la parte {parts} tiene {patterns}",
            "sum": "los puntos de {codes} suman {n} o más",
            "settled": "nada de lo anterior, y ninguna respuesta abierta podría cambiarlo",
            "open": "las respuestas abiertas aún podrían cambiarlo",
        },
        "pattern": {
            "strong": "{n} fuerte(s)",
            "medium": "{n} media(s) o más fuerte(s)",
            "weak": "{n} de cualquier fuerza",
        },
    },
    "jam": {
        "grades": {"strong": "strong", "medium": "medium", "weak": "weak"},
        "and": " an ",
        "or": " or ",
        "yes": "{code}: yes",
        "only_if": "Answer dis one ongle if {condition}.",
        "option_term": "{code} ({options})",
        "rules": {
            "by_itself": "{codes}, by itself",
            "any": "any one a {codes}",
            "count": "{n} or more a {codes}",
            "graded": "{n} or more a di part dem {parts}, an each one have {patterns}",
            "graded_one": "di part {parts} have {patterns}",
            "sum": "di point dem fi {codes} come to {n} or more",
            "settled": "none a dem yah, an nutten weh still open cyaan change dat",
            "open": "wah still open coulda change it",
        },
        "pattern": {
            "strong": "{n} strong",
            "medium": "{n} medium or stronger",
            "weak": "{n} a any strength",
        },
    },
    "ht": {
        "grades": {"strong": "fò", "medium": "mwayen", "weak": "fèb"},
        "and": " ak ",
        "or": " oswa ",
        "yes": "{code}: wi",
        "only_if": "Reponn sèlman si {condition}.",
        "option_term": "{code} ({options})",
        "rules": {
            "by_itself": "{codes}, pou kont li",
            "any": "nenpòt nan {codes}",
            "count": "{n} oswa plis nan {codes}",
            "graded": "{n} oswa plis nan pati {parts}, chak ak {patterns}",
            "graded_one": "pati {parts} gen {patterns}",
            "sum": "pwen {codes} fè {n} oswa plis",
            "settled": "okenn nan sa yo, e okenn repons ki ouvè pa ka chanje sa",
            "open": "repons ki ouvè yo ka chanje l toujou",
        },
        "pattern": {
            "strong": "{n} fò",
            "medium": "{n} mwayen oswa pi fò",
            "weak": "{n} nenpòt fòs",
        },
    },
}


def phrases(language: str) -> Mapping[str, Any]:
    """The phrases of a language for a page."""
    told = phrases_on_paper(language)
    return _told(told) if told is PHRASES[ENGLISH] else told


def phrases_on_paper(language: str) -> Mapping[str, Any]:
    """The phrases of a language, whatever page asks for the paper; the English ones where it has none."""
    return PHRASES.get(language, PHRASES[ENGLISH])


def _told(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: gettext(child) if isinstance(child, str) else _told(child)
        for name, child in value.items()
    }
