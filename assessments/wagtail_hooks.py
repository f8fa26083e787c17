"""The question bank in the back office, and what its quiz editor says after saving."""

from django.contrib import messages
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments import bank_views
from assessments.forms import QuestionForm
from assessments.models import Question, QuizPage, Topic
from assessments.rules import QuestionStatus
from assessments.shared_keys import key_warnings
from assessments.words import STATUS_WORDS


class QuestionViewSet(SnippetViewSet):
    """Questions, with search and filters."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    list_display = [
        "stem",
        Column("topic", label=_("Topic"), accessor="topic.title", sort_key="topic__title"),
        Column("kind", label=_("Kind"), accessor=Question.get_kind_display, sort_key="kind"),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=lambda question: STATUS_WORDS[question.status],
            primary=lambda question: question.status == QuestionStatus.APPROVED,
        ),
    ]
    list_per_page = 50
    search_fields = ["stem", "topic__title"]
    search_backend_name = None
    filterset_class = bank_views.QuestionFilters
    add_view_class = bank_views.QuestionCreateView
    edit_view_class = bank_views.QuestionEditView
    inspect_view_class = bank_views.QuestionReadView
    inspect_view_enabled = True
    inspect_template_name = bank_views.QuestionReadView.template_name
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("topic"),
            FieldPanel("kind"),
            FieldPanel("difficulty"),
            FieldPanel("stem"),
            FieldPanel("options"),
            FieldPanel("retired"),
        ],
        base_form_class=QuestionForm,
    )

    def register_chooser_viewset(self) -> None:
        """None: nothing refers to a question, and Wagtail's chooser shows all of them to anybody."""

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return Question.objects.with_approval().select_related("topic")


class TopicViewSet(SnippetViewSet):
    """Topics of the bank."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["title", "code"]
    search_fields = ["title", "code"]
    add_view_class = bank_views.TopicCreateView
    edit_view_class = bank_views.TopicEditView
    copy_view_enabled = False
    inspect_view_enabled = True
    panels = [
        FieldPanel("title"),
        FieldPanel("code"),
        FieldPanel("lessons", widget=CheckboxSelectMultiple),
    ]


class BankGroup(SnippetViewSetGroup):
    """The menu of the bank."""

    items = (QuestionViewSet, TopicViewSet)
    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_icon = "help"
    menu_order = 210


register_snippet(BankGroup)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_shared_keys(request: HttpRequest, page: Page) -> None:
    """Tell whoever saved a quiz where its right answers would be read too early."""
    if isinstance(page, QuizPage):
        for warning in key_warnings(page):
            messages.warning(request, warning)
