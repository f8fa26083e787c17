"""The doors of the back office: Wagtail's own views and ours, and who may go through them.

Whoever has no work there (learners, supervisors, focal persons) is refused at every one. Objects are those
of the demo's course: the trainer's, and not the foreign trainer's.
"""

from tests.doors import (
    ADMIN,
    FOREIGN_TRAINER,
    LEGAL,
    NOT_THERE,
    NURSE,
    REFUSED,
    SECRETARIAT,
    SIGN_IN,
    SPECIALIST,
    STRANGER,
    TRAINER,
    Door,
)

DESKS = (TRAINER, FOREIGN_TRAINER, SPECIALIST, LEGAL, SECRETARIAT, ADMIN)
OFFICE_ROLES = (STRANGER, NURSE, *DESKS)
BREAKS = "breaks"


def office(
    names: str,
    *enters: str,
    others: str = REFUSED,
    stranger: str = SIGN_IN,
    told: dict[str, str] | None = None,
) -> dict[str, Door]:
    """The same row for each of these names. Among the desks, who does not enter is told `others`."""
    answers = {desk: others for desk in DESKS if desk not in enters}
    door = Door(frozenset(enters), REFUSED, stranger, answers | (told or {}))
    return dict.fromkeys(names.split(), door)


OFFICE_DOORS: dict[str, Door] = {
    # Everybody who has work in the office: its front room, choosers, one's own account. Lists hold what
    # the reader may see.
    **office(
        """
        wagtailadmin_account wagtailadmin_api:documents:listing wagtailadmin_api:images:detail
        wagtailadmin_api:images:listing wagtailadmin_api:pages:listing wagtailadmin_choose_page
        wagtailadmin_choose_page_anchor_link wagtailadmin_choose_page_child
        wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_external_link wagtailadmin_choose_page_phone_link
        wagtailadmin_choose_page_search wagtailadmin_dismissibles
        wagtailadmin_editing_sessions:release wagtailadmin_home wagtailadmin_pages:choose_parent
        wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:move_confirm
        wagtailadmin_pages:revisions_index wagtailadmin_pages:workflow_action
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_tag_autocomplete wagtailadmin_workflows:task_chooser
        wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chosen wagtaildocs_chooser:choose
        wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple
        wagtailembeds:chooser wagtailembeds:chooser_upload wagtailimages_chooser:choose
        wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple
        wagtailimages_chooser:select_format wagtailsnippetchoosers_assessments_topic:choose
        wagtailsnippetchoosers_assessments_topic:choose_results
        wagtailsnippetchoosers_assessments_topic:chosen
        wagtailsnippetchoosers_assessments_topic:chosen_multiple
        """,
        *DESKS,
    ),
    # Lists of pages: every trainer writes in the glossary. Each opens what the reader may change.
    **office(
        """
        wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_explore_root
        wagtailadmin_pages:search wagtailadmin_pages:search_results wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results wagtailadmin_reports:workflow
        wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results
        """,
        TRAINER,
        FOREIGN_TRAINER,
        SECRETARIAT,
    ),
    # Pages, pictures and documents of a course: its trainer, and the Secretariat. No other trainer.
    **office(
        """
        wagtailadmin_pages:add wagtailadmin_pages:add_subpage wagtailadmin_pages:copy
        wagtailadmin_pages:edit wagtailadmin_pages:history wagtailadmin_pages:history_results
        wagtailadmin_pages:preview_on_add wagtailadmin_pages:preview_on_edit
        wagtailadmin_pages:revisions_compare wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_view wagtailadmin_pages:set_page_position
        wagtailadmin_pages:usage wagtailadmin_pages:view_draft
        wagtailadmin_pages:workflow_history wagtailadmin_pages:workflow_history_detail
        wagtaildocs:add wagtaildocs:add_multiple wagtaildocs:index wagtaildocs:index_results
        wagtaildocs_chooser:create wagtailimages:add wagtailimages:add_multiple
        wagtailimages:delete wagtailimages:delete_multiple wagtailimages:edit
        wagtailimages:edit_multiple wagtailimages:image_usage wagtailimages:index
        wagtailimages:index_results wagtailimages:preview wagtailimages_chooser:chosen
        wagtailimages_chooser:create
        """,
        TRAINER,
        SECRETARIAT,
    ),
    # What the Secretariat decides alone: programmes, requirements, taking pages away.
    **office(
        """
        programmes:add programmes:edit programmes:history programmes:history_results
        programmes:index programmes:index_results programmes:preview
        programmes:preview_new programmes:usage requirements:add
        requirements:edit requirements:history requirements:history_results requirements:index
        requirements:index_results requirements:usage wagtailadmin_pages:delete
        wagtailadmin_pages:lock wagtailadmin_pages:move wagtailadmin_pages:unlock
        wagtailadmin_pages:unpublish wagtailadmin_reports:locked_pages
        wagtailadmin_reports:locked_pages_results
        """,
        SECRETARIAT,
    ),
    # Agencies, places, posts, rosters and roles.
    **office(
        """
        agency:add agency:edit agency:index agency:index_results area:add area:edit area:index
        area:index_results cadre:add cadre:edit cadre:index cadre:index_results
        establishment:add establishment:index establishment:index_results roles:add roles:edit
        roles:index roles:index_results roster:add roster:index roster:index_results
        workplace:add workplace:edit workplace:index workplace:index_results
        """,
        SECRETARIAT,
        ADMIN,
    ),
    # The question bank is national: trainers read and write, nobody approves their own.
    **office(
        """
        wagtailsnippets_assessments_question:add wagtailsnippets_assessments_question:edit
        wagtailsnippets_assessments_question:history
        wagtailsnippets_assessments_question:history_results
        wagtailsnippets_assessments_question:inspect wagtailsnippets_assessments_question:list
        wagtailsnippets_assessments_question:list_results
        wagtailsnippets_assessments_question:usage wagtailsnippets_assessments_topic:inspect
        wagtailsnippets_assessments_topic:list wagtailsnippets_assessments_topic:list_results
        """,
        TRAINER,
        FOREIGN_TRAINER,
        SPECIALIST,
        SECRETARIAT,
    ),
    # Its topics.
    **office(
        """
        wagtailsnippetchoosers_assessments_topic:create wagtailsnippets_assessments_topic:add
        wagtailsnippets_assessments_topic:edit wagtailsnippets_assessments_topic:history
        wagtailsnippets_assessments_topic:history_results
        wagtailsnippets_assessments_topic:usage
        """,
        SPECIALIST,
        SECRETARIAT,
    ),
    # Protocols: specialists write,
    **office(
        """
        protocol_drafts:add protocol_drafts:edit protocol_drafts:history
        protocol_drafts:import_form
        protocol_drafts:history_results protocol_drafts:preview_on_add
        protocol_drafts:preview_on_edit protocol_drafts:problems protocol_drafts:revisions_compare
        protocol_drafts:revisions_revert protocol_drafts:revisions_view protocol_drafts:usage
        """,
        SPECIALIST,
    ),
    # those who sign see the list,
    **office("protocol_drafts:list protocol_drafts:list_results", SPECIALIST, LEGAL, SECRETARIAT),
    # and check, sign and put in force.
    **office(
        """
        protocol_drafts:check protocol_drafts:freeze protocol_drafts:sign
        """,
        SPECIALIST,
        LEGAL,
        SECRETARIAT,
        others=NOT_THERE,
    ),
    # Releasing an edition, and the contact book.
    **office(
        """
        contact_book:add contact_book:index contact_book:record courses_release
        """,
        SECRETARIAT,
        others=NOT_THERE,
    ),
    # The nurse's own roster row.
    **office("roster:edit", ADMIN, told={SECRETARIAT: NOT_THERE}),
    # A page as the editor's scripts read it.
    **office("wagtailadmin_api:pages:detail", TRAINER, SECRETARIAT, others=NOT_THERE),
    # Closed to every role: what belongs to whoever installs Firstline, and what is never deleted. People
    # and their sign-ins are changed by our own pages, never by Wagtail's.
    **office(
        """
        establishment:edit programmes:delete protocol_drafts:delete requirements:delete
        wagtailadmin_collections:add wagtailadmin_collections:edit
        wagtailadmin_collections:index wagtailadmin_collections:set_privacy
        wagtailadmin_pages:revisions_unschedule wagtailadmin_pages:set_privacy
        wagtailadmin_pages:workflow_preview wagtailadmin_workflows:add
        wagtailadmin_workflows:add_task wagtailadmin_workflows:disable
        wagtailadmin_workflows:disable_task wagtailadmin_workflows:edit
        wagtailadmin_workflows:edit_task wagtailadmin_workflows:enable
        wagtailadmin_workflows:enable_task wagtailadmin_workflows:index
        wagtailadmin_workflows:index_results wagtailadmin_workflows:remove
        wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
        wagtailadmin_workflows:task_index_results wagtailadmin_workflows:usage
        wagtailadmin_workflows:usage_results wagtailsites:add wagtailsites:copy
        wagtailsites:delete wagtailsites:edit wagtailsites:history wagtailsites:history_results
        wagtailsites:index wagtailsites:index_results wagtailsites:usage wagtailsnippets:index
        wagtailsnippets_assessments_question:delete wagtailsnippets_assessments_topic:delete
        wagtailusers_groups:add wagtailusers_groups:delete wagtailusers_groups:edit
        wagtailusers_groups:history wagtailusers_groups:history_results
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:usage
        wagtailusers_users:add wagtailusers_users:copy wagtailusers_users:delete
        wagtailusers_users:edit wagtailusers_users:history wagtailusers_users:history_results
        wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:usage
        """,
    ),
    # Nothing there: no such object in the demo, or not in use here.
    **office(
        """
        protocol_drafts:waive wagtail_bulk_action wagtailadmin_api:documents:detail
        wagtailadmin_api:documents:find wagtailadmin_api:images:find wagtailadmin_api:pages:find
        wagtailadmin_block_preview wagtailadmin_collections:delete
        wagtailadmin_editing_sessions:ping wagtailadmin_pages:convert_alias
        wagtailadmin_tag_model_autocomplete wagtaildocs:create_multiple_from_uploaded_document
        wagtaildocs:delete wagtaildocs:delete_multiple wagtaildocs:delete_upload_multiple
        wagtaildocs:document_usage wagtaildocs:edit_multiple wagtaildocs_chooser:chosen
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
        wagtailimages:url_generator wagtailimages:url_generator_output wagtailsettings:edit
        wagtailsettings:preview_on_edit
        """,
        others=NOT_THERE,
    ),
    # Publishing by script passes by the approval: nobody may.
    **office(
        """
        wagtailadmin_api:pages:action
        """,
        others=NOT_THERE,
        told={TRAINER: REFUSED, SECRETARIAT: REFUSED},
    ),
    # There is no document in the demo; who may change documents is told so.
    **office("wagtaildocs:edit", told={TRAINER: NOT_THERE, SECRETARIAT: NOT_THERE}),
    # Wagtail's own sign-in leads to ours.
    **office("wagtailadmin_login wagtailadmin_logout admin/login/", others=SIGN_IN),
    # Its renewing of passwords is switched off.
    **office(
        """
        wagtailadmin_password_reset wagtailadmin_password_reset_complete
        wagtailadmin_password_reset_confirm wagtailadmin_password_reset_done
        """,
        others=NOT_THERE,
        stranger=NOT_THERE,
    ),
    # Words and icons, for everyone.
    **office(
        """
        wagtailadmin_javascript_catalog wagtailadmin_sprite
        """,
        STRANGER,
        TRAINER,
        FOREIGN_TRAINER,
        SPECIALIST,
        LEGAL,
        SECRETARIAT,
        ADMIN,
    ),
    # Wagtail's page to try the reporting of errors.
    **office("wagtailadmin_error_test", others=BREAKS),
    # A number that waits in the contact book is decided by a second keeper; versions are suspended by officers.
    **office("contact_book:decide", SECRETARIAT, others=NOT_THERE),
    **office("protocol_drafts:suspend", LEGAL, SECRETARIAT, others=NOT_THERE),
    # The demo's protocol has one version: nothing to compare.
    **office("protocol_drafts:changes", others=NOT_THERE),
    **office("protocol_drafts:export_form", SPECIALIST, LEGAL, SECRETARIAT, others=NOT_THERE),
    # Without a name: the account's page, and what is nowhere.
    **office("admin/account/", *DESKS),
    **office("admin/test404/", *DESKS),
    **office("admin/^.*/$", others=NOT_THERE),
}
