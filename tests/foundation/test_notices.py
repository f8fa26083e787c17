"""Notices: a row first, then a mail if there is an address; no request waits for a mail server."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from foundation.audit.actors import SYSTEM
from foundation.notices import sending
from foundation.notices.actions import notify, post
from foundation.notices.backend import OutboxBackend
from foundation.notices.models import Notice, OutboxMail
from people.models import User
from tests.factories.foundation import make_user
from tests.foundation.mail_server import mail_server

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 2, 15, 0, tzinfo=dt.UTC)


def tell(user: User, **changes: str) -> Notice:
    values = {"kind": "certificates.issued", "subject": "Your certificate is ready"}
    return notify(by=SYSTEM, to=user, **{**values, **changes})


class TestNotifying:
    def test_who_has_an_address_gets_a_mail_too(self, settings: Settings) -> None:
        settings.BASE_URL = "https://firstline.example"
        notice = tell(make_user(email="nadine@clinic.example"), body="Well done.", link="/record/")
        mail = OutboxMail.objects.get()
        assert (mail.to, mail.notice) == ("nadine@clinic.example", notice)
        assert mail.text == "Well done.\n\nhttps://firstline.example/record/"

    def test_who_has_none_still_has_the_notice(self) -> None:
        user = make_user()
        tell(user)
        assert user.notices.count() == 1
        assert OutboxMail.objects.count() == 0

    def test_a_verified_address_comes_first(self) -> None:
        user = make_user(email="old@clinic.example")
        for address, verified, primary in [
            ("stranger@example.org", False, True),
            ("nadine@example.org", True, False),
        ]:
            EmailAddress.objects.create(
                user=user, email=address, verified=verified, primary=primary
            )
        tell(user)
        assert OutboxMail.objects.get().to == "nadine@example.org"

    def test_an_address_that_was_never_confirmed_gets_nothing(self) -> None:
        user = make_user(email="stranger@example.org")
        EmailAddress.objects.create(user=user, email=user.email, verified=False)
        tell(user)
        assert OutboxMail.objects.count() == 0

    def test_a_key_tells_once(self) -> None:
        user = make_user(email="nadine@clinic.example")
        assert tell(user, key="issued-1") == tell(user, key="issued-1")
        assert Notice.objects.count() == OutboxMail.objects.count() == 1


class TestBackend:
    def test_each_address_gets_a_row_of_its_own(self) -> None:
        message = EmailMultiAlternatives(
            "Review\u2028needed",
            "Plain",
            "office@firstline.example",
            ["a@example.org"],
            cc=["b@example.org"],
            bcc=["c@example.org", "a@example.org"],
        )
        message.attach_alternative("<p>Rich</p>", "text/html")
        assert OutboxBackend().send_messages([message, EmailMessage("Nobody", "x")]) == 1
        mails = OutboxMail.objects.order_by("pk")
        assert [mail.to for mail in mails] == ["a@example.org", "b@example.org", "c@example.org"]
        assert {(m.subject, m.text, m.html, m.sender) for m in mails} == {
            ("Review needed", "Plain", "<p>Rich</p>", "office@firstline.example")
        }

    def test_attachments_are_refused(self) -> None:
        message = EmailMessage("Report", "x", to=["a@example.org"])
        message.attach("roster.csv", "secret")
        with pytest.raises(ValueError, match="no attachments"):
            OutboxBackend().send_messages([message])
        assert OutboxMail.objects.count() == 0


class TestSending:
    def test_a_mail_leaves_when_the_transaction_commits(
        self,
        settings: Settings,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with mail_server() as server:
            settings.OUTBOX_SMTP_URL = server.url
            with django_capture_on_commit_callbacks(execute=True):
                post(to="a@example.org", subject="Hello", text="Word", html="<p>Word</p>")
                assert server.messages == []
        (message,) = server.messages
        assert (message["To"], message["Subject"]) == ("a@example.org", "Hello")
        assert message["Message-ID"].startswith("<outbox-")
        assert message.is_multipart()
        assert OutboxMail.objects.get().sent_at is not None

    def test_what_is_sent_is_not_sent_again(self, settings: Settings) -> None:
        post(to="a@example.org", subject="Hello", text="Word")
        with mail_server() as server:
            settings.OUTBOX_SMTP_URL = server.url
            assert sending.send_due(now=NOW) == 1
            assert sending.send_due(now=NOW) == 0
        assert len(server.messages) == 1

    def test_what_another_sender_holds_is_left_alone(self, settings: Settings) -> None:
        mail = post(to="a@example.org", subject="Hello", text="Word")
        OutboxMail.objects.update(next_attempt_at=NOW + sending.CLAIM)
        with mail_server() as server:
            settings.OUTBOX_SMTP_URL = server.url
            assert not sending.send_mail(mail.pk, now=NOW)
            assert sending.send_mail(mail.pk, now=NOW + sending.CLAIM)
        assert len(server.messages) == 1

    def test_without_a_mail_server_it_is_kept(self, settings: Settings) -> None:
        settings.OUTBOX_SMTP_URL = ""
        post(to="a@example.org", subject="Hello", text="Word")
        assert sending.send_due(now=NOW) == 0
        mail = OutboxMail.objects.get()
        assert (mail.kept_at, mail.sent_at) == (NOW, None)
        assert list(OutboxMail.objects.due(NOW)) == []

    def test_a_busy_server_is_tried_again_later_and_at_last_given_up(
        self, settings: Settings
    ) -> None:
        post(to="a@example.org", subject="Hello", text="Word")
        now = NOW
        with mail_server(RCPT="451 try later, a@example.org") as server:
            settings.OUTBOX_SMTP_URL = server.url
            for delay in sending.RETRY_AFTER:
                assert sending.send_due(now=now) == 0
                assert sending.send_due(now=now) == 0
                mail = OutboxMail.objects.get()
                assert mail.next_attempt_at == now + delay
                assert mail.error == "SMTPRecipientsRefused"
                now += delay
            sending.send_due(now=now)
        mail = OutboxMail.objects.get()
        assert mail.given_up_at == now
        assert mail.attempts == len(sending.RETRY_AFTER) + 1

    def test_an_unknown_recipient_is_not_tried_again(self, settings: Settings) -> None:
        post(to="a@example.org", subject="Hello", text="Word")
        with mail_server(RCPT="550 no such person") as server:
            settings.OUTBOX_SMTP_URL = server.url
            sending.send_due(now=NOW)
        assert OutboxMail.objects.get().given_up_at == NOW

    def test_a_server_that_is_away_is_tried_again(self, settings: Settings) -> None:
        post(to="a@example.org", subject="Hello", text="Word")
        with mail_server() as server:
            settings.OUTBOX_SMTP_URL = server.url
        sending.send_due(now=NOW)
        mail = OutboxMail.objects.get()
        assert mail.error == "ConnectionRefusedError"
        assert mail.next_attempt_at == NOW + sending.RETRY_AFTER[0]


class TestInbox:
    def test_shows_ones_own_notices_only(self, client: Client) -> None:
        nadine, other = make_user("nadine"), make_user("other")
        tell(nadine, subject="For Nadine")
        theirs = tell(other, subject="For somebody else")
        client.force_login(nadine)
        page = client.get("/notices/").content.decode()
        assert "For Nadine" in page
        assert "1 new message." in page
        assert "For somebody else" not in page
        assert client.post("/notices/read/", {"notice": theirs.pk}).status_code == 404
        theirs.refresh_from_db()
        assert theirs.read_at is None

    def test_marks_one_and_then_all_as_read(self, client: Client) -> None:
        nadine = make_user("nadine")
        first = tell(nadine)
        for _n in range(2):
            tell(nadine)
        client.force_login(nadine)
        client.post("/notices/read/", {"notice": first.pk})
        assert nadine.notices.filter(read_at=None).count() == 2
        page = client.post("/notices/read/", follow=True).content.decode()
        assert nadine.notices.filter(read_at=None).count() == 0
        assert "new message" not in page

    def test_says_what_will_come_when_it_is_empty(self, client: Client) -> None:
        client.force_login(make_user())
        assert "No messages yet" in client.get("/notices/").content.decode()

    def test_costs_the_same_at_two_sizes(self, client: Client) -> None:
        nadine = make_user("nadine")
        client.force_login(nadine)

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert client.get("/notices/").status_code == 200
            return len(seen)

        tell(nadine)
        small = queries()
        for _n in range(25):
            tell(nadine)
        assert queries() == small <= 12

    def test_asks_for_sign_in(self, client: Client) -> None:
        assert client.get("/notices/").status_code == 302


class TestOutboxPages:
    def test_administrators_see_what_became_of_a_mail(self, client: Client) -> None:
        mail = post(to="a@example.org", subject="Hello", text="Word https://example.org/reset/")
        sending.send_due(now=NOW)
        client.force_login(make_user("ada", permits=["notices.view_outboxmail"]))
        assert "Kept here" in client.get("/notices/outbox/").content.decode()
        assert "/reset/" in client.get(f"/notices/outbox/{mail.pk}/").content.decode()

    def test_the_text_of_a_sent_mail_is_not_shown(self, client: Client) -> None:
        mail = post(to="a@example.org", subject="Hello", text="Word https://example.org/reset/")
        OutboxMail.objects.update(sent_at=NOW)
        client.force_login(make_user("ada", permits=["notices.view_outboxmail"]))
        page = client.get(f"/notices/outbox/{mail.pk}/").content.decode()
        assert "/reset/" not in page
        assert "may hold a way to sign in" in page

    def test_others_find_nothing(self, client: Client) -> None:
        mail = post(to="a@example.org", subject="Hello", text="Word")
        client.force_login(make_user())
        assert client.get("/notices/outbox/").status_code == 404
        assert client.get(f"/notices/outbox/{mail.pk}/").status_code == 404
