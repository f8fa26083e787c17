"""Wording that asks who somebody is. Pure.

A protocol needs signs, never identities: what is not asked cannot be written down, lost or demanded
by a court. So wording that a person hears or reads is searched, language by language, for words that
ask for a name, an address, papers, a number, a birthday, nationality or immigration status. The lists
would rather find too much: a finding is a warning that somebody else can waive with a reason.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from protocols.texts import Text, texts_of

ENGLISH = {
    "name": r"names?\b|surnames?|nicknames?|alias(es)?\b|what .{0,30}\bcalled\b|who (are|is) (you|he|she|this)\b",
    "address": r"address(es)?\b|where .{0,30}\b(lives?|living|stays?|staying|sleeps?|resides?)\b",
    "papers": r"passports?|birth certificates?|driver'?s? licen[cs]e|(identity|id) cards?|identification"
    r"|trn\b|nis\b|social security",
    "number": r"(phone|telephone|mobile|cell|whatsapp|id|case|file|reference|registration) ?(number|no\b)"
    r"|numbers? (where|to (call|reach))|your number|e-?mails?\b|(facebook|instagram|tiktok|snapchat)",
    "birth": r"born\b|birth ?(day|date)|date of birth|exact age|what year",
    "nationality": r"nationalit|citizen|(which|what) country|country of|where .{0,30}\b(come|comes|from)\b|ethnic",
    "status": r"immigra|migrant|visas?\b|undocumented|overstay|asylum|refugee|deport|legal status"
    r"|(residence|work) permits?|illegal",
    "workplace": r"(which|what) (school|employer|company)|who .{0,20}\b(work|works|working) for",
    "picture": r"photo|picture of|fingerprint",
}
TERMS: Mapping[str, Mapping[str, str]] = {
    "en": ENGLISH,
    "es": {
        "name": r"nombres?\b|apellid|apodo|alias\b|como .{0,30}\bllam|quien (es|eres)\b",
        "address": r"direccion|domicilio|donde .{0,30}\b(viv|duerm|resid|aloj|qued)",
        "papers": r"pasaporte|cedula|(documento|carne|tarjeta) de identidad|partida de nacimiento|licencia de conduc",
        "number": r"numero de|su numero|tu numero|telefono|correo|facebook|instagram|whatsapp",
        "birth": r"nacid|nacio\b|naciste|nacimiento|cumpleanos|edad exacta",
        "nationality": r"nacionalidad|ciudadan|(que|cual) pais|de donde|etni",
        "status": r"migra|visa\b|visas\b|visado|indocumentad|ilegal|asilo|refugiad|deporta|permiso de (residencia|trabajo)"
        r"|estatus legal|sin papeles",
        "workplace": r"(que|cual) (escuela|colegio|empresa|empleador)|para quien .{0,20}trabaj",
        "picture": r"fotos?\b|fotografia|huella",
    },
    # Read aloud from English or from Cassidy's spelling: both are searched.
    "jam": {
        "name": ENGLISH["name"] + r"|n(ie|ee|yaa)mz?\b|kaal (yu|yuh|im|shi|dem)",
        "address": ENGLISH["address"]
        + r"|adres|w(eh?|ich paat|isaid|ere) .{0,30}\b(liv|lib|live|stay|stie|sliip|sleep)",
        "papers": ENGLISH["papers"] + r"|paas ?puot|paaspoat|bort ?sotifikit|ai ?dii\b",
        "number": ENGLISH["number"]
        + r"|(fuon|selfuon|phone) ?(nomba|number)|(yu|yuh) nomba|iimiel",
        "birth": ENGLISH["birth"] + r"|baan\b|bort ?(die|deh|day)|wa iej egzak",
        "nationality": ENGLISH["nationality"]
        + r"|nashanaliti|sitizn|(wich|wa|weh?) konchri|w(eh?|ich paat) .{0,30}\b(kom|come|fram|from)\b",
        "status": ENGLISH["status"] + r"|imigrieshan|viiza|iliigal|lan(d|ded)? pepaz",
        "workplace": ENGLISH["workplace"] + r"|(wich|wa) skuul|(uu|huu) .{0,20}\b(wok|work) fa",
        "picture": ENGLISH["picture"] + r"|foto|pikcha",
    },
    "ht": {
        "name": r"non (ou|li|w|yo|fanmi)\b|ki non|siyati|ti non\b|\brele (ou|li|w|yo)\b|(ou|li|w) rele\b|ki moun (ou|li) ye",
        "address": r"adres|(ki kote|kibo|ki bo) .{0,30}\b(rete|abite|viv|domi)",
        "papers": r"paspo|kat idantite|batiste|lisans|kat elektoral",
        "number": r"nimewo|telefon|imel|facebook|instagram|whatsapp",
        "birth": r"dat nesans|nesans|(ou|li|w) fet\b|te fet\b|anivese|laj egzak",
        "nationality": r"nasyonalite|sitwayen|ki peyi|(ki kote|kibo) .{0,30}\b(soti|sot)\b|etni",
        "status": r"imigra|migran|viza|san papye|papye legal|ilegal|azil|refijye|depot|pemi (travay|rezidans)|estati",
        "workplace": r"ki (lekol|patwon|konpayi)|pou ki moun .{0,20}travay",
        "picture": r"foto|anprent",
    },
}


@dataclass(frozen=True)
class Finding:
    """Wording that seems to ask for identity: where, in which language, for what, in which words."""

    text: Text
    language: str
    asks_for: str
    words: str

    @property
    def key(self) -> str:
        """What a waiver binds to: these words at this place. Any change needs a new one."""
        parts = (self.text.kind, self.text.name, self.text.field, self.language)
        whole = "\n".join((*parts, self.text.words[self.language]))
        return hashlib.sha256(whole.encode()).hexdigest()


def asks_for_identity(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Each spoken text, in each language, that seems to ask for identity; once, by its first words."""
    for text in texts_of(document):
        for language, words in text.words.items():
            if text.spoken and (found := _first(words, language)):
                yield Finding(text, language, *found)


def _first(words: str, language: str) -> tuple[str, str] | None:
    """(what is asked for, the words that say so), or None. An unknown language is read as English."""
    plain = _plain(words)
    for asks_for, pattern in _patterns(language).items():
        if match := pattern.search(plain):
            return asks_for, match[0].strip()
    return None


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    terms = TERMS.get(language, ENGLISH)
    return {asks_for: re.compile(rf"\b(?:{pattern})") for asks_for, pattern in terms.items()}


def _plain(words: str) -> str:
    """Small letters without accents or invisible signs, one space between words."""
    apart = unicodedata.normalize("NFKD", words.casefold().replace("\u2019", "'"))
    kept = (sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join("".join(kept).split())
