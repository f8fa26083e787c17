"""The glossary: set up once, written by trainers, approved like every other page."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowPage

from courses.actions.rights import KEEPING, allow_pages, review_workflow
from courses.glossary import GLOSSARY_SLUG
from courses.models import GlossaryPage
from courses.permissions import actor_as_user, can_set_up, can_write
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Role

CHANGING = ("change_page",)


@transaction.atomic
def ensure_glossary(*, by: Actor, parent: Page, title: str, intro: str) -> GlossaryPage:
    """The glossary, live and without words if it is new. All trainers may write in it.

    Safe to call again. Publishing takes an approval by the Secretariat. Raises NotAllowed.
    """
    require(can_set_up(by), _("Only an administrator makes the glossary."))
    page = GlossaryPage.objects.first()
    if page is None:
        page = GlossaryPage(title=title, slug=GLOSSARY_SLUG, intro=intro)
        parent.add_child(instance=page)
        page.save_revision(user=actor_as_user(by)).publish(skip_permission_checks=True)
        page.refresh_from_db()
        record(by=by, verb="courses.add_glossary", obj=page)
    workflow = review_workflow(by=by)
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
    for role, rights in [(Role.TRAINER, CHANGING), (Role.SECRETARIAT, KEEPING)]:
        group, _created = Group.objects.get_or_create(name=role.value)
        allow_pages(group, page, rights)
    return page


@transaction.atomic
def write_words(
    *, by: Actor, page: GlossaryPage, words: Iterable[Mapping[str, Any]]
) -> GlossaryPage:
    """Write a new draft with these words in place of all others. What is live stays until approved.

    Each has `word` and `meaning`, and may have `source` and `elsewhere` (word by language code). A word
    that was there keeps its id, by which lessons choose it.
    """
    require(can_write(by, page), _("Only trainers and the Secretariat write in the glossary."))
    draft: GlossaryPage = page.get_latest_revision_as_object()
    ids = {block.value["word"]: block.id for block in draft.words}
    draft.words = [_stored(word, ids.get(word["word"])) for word in words]
    draft.save_revision(user=actor_as_user(by))
    record(by=by, verb="courses.write_words", obj=page, data={"words": len(draft.words)})
    page.refresh_from_db()
    return page


def _stored(word: Mapping[str, Any], known: str | None) -> dict[str, Any]:
    """A word as the editor stores it."""
    elsewhere = [
        {"type": "item", "value": {"language": code, "word": name}, "id": str(uuid.uuid4())}
        for code, name in word.get("elsewhere", {}).items()
    ]
    value = {
        "word": word["word"],
        "meaning": word["meaning"],
        "source": word.get("source", ""),
        "elsewhere": elsewhere,
    }
    return {"type": "word", "value": value, "id": known or str(uuid.uuid4())}
