"""Pages of imports: the list, sending a file, its columns, its verdicts, and what is done with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response
from foundation.jobs.actions import cancel_job
from people.imports import actions
from people.imports.columns import Kind
from people.imports.download import error_header, error_rows
from people.imports.forms import ColumnsForm, RowFilter, SendForm, SheetForm
from people.imports.listings import listings_of
from people.imports.models import FileImport
from people.imports.permissions import can_import, importable_agencies, imports_visible_to
from people.imports.presenters import ImportPage, Names, kept_line, row_line
from people.imports.summary import outcomes, undone
from people.imports.template import template_csv, template_xlsx

PER_PAGE = 50
Stage = FileImport.Stage
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _require_keeper(request: HttpRequest) -> None:
    """Pages of imports are not there for who keeps no agency."""
    if not importable_agencies(request.user).exists():
        raise Http404


def _find(request: HttpRequest, key: uuid.UUID) -> FileImport:
    files = imports_visible_to(request.user).select_related("agency", "job").defer("content")
    return get_object_or_404(files, uuid=key)


@require_safe
@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the agencies somebody keeps, newest first."""
    _require_keeper(request)
    files = imports_visible_to(request.user).select_related("agency", "job").defer("content")
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "imports": [ImportPage(file) for file in page]}
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send a file. It is checked at once, or its columns are asked for."""
    _require_keeper(request)
    form = SendForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        upload = data.pop("file")
        try:
            file = actions.receive_file(
                by=actor_of(request), name=upload.name, content=upload.read(), **data
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect(_address(file), key=file.uuid)
    return render(request, "imports/send.html", {"form": form, "kinds": Kind.choices})


def _address(file: FileImport) -> str:
    return "imports:columns" if file.stage == Stage.COLUMNS else "imports:import"


@require_safe
@login_required
def template(request: HttpRequest, kind: str, ending: str) -> HttpResponseBase:
    """The template to fill in; a workbook also lists the workplaces and posts it may name."""
    _require_keeper(request)
    if kind not in Kind.values:
        raise Http404
    if ending == "xlsx":
        content = template_xlsx(kind, listings_of(importable_agencies(request.user)))
    else:
        content = template_csv(kind)
    response = HttpResponse(content, content_type=XLSX if ending == "xlsx" else "text/csv")
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.{ending}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what the columns of a file are, and which sheet is meant."""
    file = _find(request, key)
    if file.stage != Stage.COLUMNS:
        return redirect("imports:import", key=key)
    if "sheet" in request.POST:
        return _take_sheet(request, file)
    sent = request.POST if request.method == "POST" else None
    try:
        heading = actions.heading_of(file)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("imports:list")
    form = ColumnsForm(sent, kind=file.kind, heading=heading, known=file.columns)
    if sent is not None and form.is_valid():
        try:
            actions.name_columns(by=actor_of(request), file=file, columns=form.columns())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:import", key=key)
    context = {"file": file, "form": form, "sheet_form": _sheet_form(file), "heading": heading}
    return render(request, "imports/columns.html", context)


def _sheet_form(file: FileImport) -> SheetForm | None:
    """The choice of the sheet, where there is one."""
    sheets = actions.sheets_of(file)
    return SheetForm(initial={"sheet": file.sheet}, sheets=sheets) if len(sheets) > 1 else None


def _take_sheet(request: HttpRequest, file: FileImport) -> HttpResponse:
    """Take another sheet and look for its headings."""
    try:
        actions.choose_sheet(by=actor_of(request), file=file, sheet=request.POST["sheet"])
    except DomainError as error:
        messages.warning(request, str(error))
    return redirect("imports:columns", key=file.uuid)


@require_safe
@login_required
def one(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """An import: how far it is, its verdicts, and what can be done with it."""
    file = _find(request, key)
    page = ImportPage(file)
    wanted = request.GET.copy()
    if file.counts.get("error") and file.stage == Stage.CHECKED:
        # What has to be mended stands first.
        wanted.setdefault("verdict", "error")
    form = RowFilter(wanted)
    if not form.is_valid():
        raise Http404
    context = {"page": page, "file": file, "filter": form}
    if not page.works and file.stage not in {Stage.COLUMNS, Stage.DISCARDED, Stage.UNREADABLE}:
        context |= _rows(request, file, form.cleaned_data)
    return render(request, "imports/import.html", context)


def _rows(request: HttpRequest, file: FileImport, wanted: dict[str, str]) -> dict[str, Any]:
    """The rows asked for, and what became of them."""
    rows = file.rows.order_by("line", "pk")
    if wanted["verdict"]:
        rows = rows.filter(verdict=wanted["verdict"])
    if wanted["q"]:
        rows = rows.filter(number=wanted["q"].strip().upper())
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = Names.of(shown)
    query = request.GET.copy()
    query.pop("page", None)
    kept = file.changes.filter(undone="kept").select_related("staff_record__person")[:PER_PAGE]
    refused = file.rows.filter(outcome="refused").order_by("line")[:PER_PAGE]
    return {
        "rows": shown,
        "lines": [row_line(row, file.kind, names) for row in shown],
        "query": query.urlencode(),
        "outcomes": outcomes(file),
        "undone": undone(file),
        "kept": [kept_line(change) for change in kept],
        "refused": [row_line(row, file.kind, names) for row in refused],
        "may_act": can_import(request.user, file.agency, file.kind),
    }


@require_safe
@login_required
def errors(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The rows with errors as they were sent, each with what is wrong, to mend and send again."""
    file = _find(request, key)
    if not file.has_cells:
        return redirect("imports:import", key=key)
    return csv_response("errors.csv", error_header(file), error_rows(file))


ACTS: dict[str, Callable[..., object]] = {
    "apply": actions.apply_import,
    "reverse": actions.reverse_import,
    "resume": actions.resume_import,
    "discard": actions.discard_import,
}


@require_POST
@login_required
def act(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Apply, stop, go on, take back or discard."""
    file = _find(request, key)
    values = {"sure": "sure" in request.POST} if name == "apply" else {}
    try:
        if name == "stop":
            _stop(request, file)
        else:
            ACTS[name](by=actor_of(request), file=file, **values)
    except DomainError as error:
        messages.warning(request, str(error))
    return redirect("imports:import", key=key)


def _stop(request: HttpRequest, file: FileImport) -> None:
    if file.job is not None:
        cancel_job(by=actor_of(request), job=file.job)
        messages.success(request, _("It was stopped. What was done so far is kept."))
