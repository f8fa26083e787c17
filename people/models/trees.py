"""Small trees by materialised path: "/1/7/" is node 7 under node 1."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q


def below(field: str, paths: Iterable[str]) -> Q:
    """Rows whose tree path in `field` is at or below one of `paths`; none if there are none."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk__in=[]))


class TreeNode(models.Model):
    """A node with its path. Paths are set by the actions that create or move nodes."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def root_id(self) -> int:
        """The primary key of the tree's top above this node."""
        return int(self.path.split("/")[1])
