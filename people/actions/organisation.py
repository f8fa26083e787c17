"""Adding and renaming areas, agencies, workplaces and cadres."""

from contextlib import AbstractContextManager
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.errors import BadValue
from people.models import Agency, Area, Cadre, Workplace
from people.models.trees import TreeNode
from people.permissions import can_organise
from people.rules import normal_code

Node = TypeVar("Node", bound=TreeNode)
Named = TypeVar("Named", Area, Agency, Cadre, Workplace)


def _require_organiser(by: Actor) -> None:
    require(
        can_organise(by),
        _("Only the Secretariat or an administrator may change agencies and places."),
    )


def _once(code: str) -> AbstractContextManager[None]:
    return once(_("The code %(code)s is taken. Choose another code.") % {"code": code})


def _plant(node: Node) -> Node:
    """Insert a node and write its path, which holds its own key."""
    node.path = f"~{uuid4().hex}"
    node.save(force_insert=True)
    above = node.parent.path if node.parent else "/"
    node.path = f"{above}{node.pk}/"
    node.save(update_fields=["path"])
    return node


@transaction.atomic
def add_area(
    *, by: Actor, code: str, name: str, kind: str = Area.Kind.PARISH, parent: Area | None = None
) -> Area:
    """Add a country, region or parish below `parent`."""
    _require_organiser(by)
    with _once(code):
        area = _plant(Area(code=code, name=name.strip(), kind=kind, parent=parent))
    record(by=by, verb="people.area_added", obj=area, data={"code": code})
    return area


@transaction.atomic
def add_agency(*, by: Actor, code: str, name: str, parent: Agency | None = None) -> Agency:
    """Add an agency, or a unit of one below `parent`. Codes are kept in capitals."""
    _require_organiser(by)
    code = normal_code(code) or ""
    if not code:
        raise BadValue(
            _("A code has 2 to 12 letters, digits or hyphens, and begins with a letter.")
        )
    with _once(code):
        agency = _plant(Agency(code=code, name=name.strip(), parent=parent))
    record(by=by, verb="people.agency_added", obj=agency, data={"code": code})
    return agency


@transaction.atomic
def add_cadre(*, by: Actor, code: str, name: str) -> Cadre:
    """Add a kind of post."""
    _require_organiser(by)
    with _once(code):
        cadre = Cadre.objects.create(code=code, name=name.strip())
    record(by=by, verb="people.cadre_added", obj=cadre, data={"code": code})
    return cadre


@transaction.atomic
def add_workplace(*, by: Actor, code: str, name: str, agency: Agency, area: Area) -> Workplace:
    """Add a school, clinic, station, office or port of `agency` in `area`."""
    _require_organiser(by)
    with _once(code):
        workplace = Workplace.objects.create(code=code, name=name.strip(), agency=agency, area=area)
    record(by=by, verb="people.workplace_added", obj=workplace, data={"code": code})
    return workplace


@transaction.atomic
def rename(*, by: Actor, obj: Named, name: str) -> Named:
    """Give an area, agency, cadre or workplace another name. Codes and places in the tree stay."""
    _require_organiser(by)
    obj.name = name.strip()
    obj.save(update_fields=["name"])
    verb = f"people.{obj._meta.model_name}_renamed"
    record(by=by, verb=verb, obj=obj, data={"code": obj.code})
    return obj
