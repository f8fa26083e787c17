"""Every address of the product. Wagtail answers last, for the public pages."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from firstline import health
from firstline.home.views import home
from firstline.search.views import search
from firstline.setting_up.views import setup
from firstline.views.exit import exit_page
from firstline.views.media import media
from firstline.views.styleguide import styleguide
from firstline.views.worried import worried
from people.office.doors import OfficeAccountView, to_sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/live", health.live, name="healthz_live"),
    path("healthz/ready", health.ready, name="healthz_ready"),
    path("accounts/", include("allauth.urls")),
    # Before Wagtail's own: one way to sign in, and no changing of names past the actions.
    path("admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/account/", require_admin_access(OfficeAccountView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("claim/", include("people.claims.urls")),
    path("join/", include("people.claims.join_urls")),
    path("people/duplicates/", include("people.duplicates.urls")),
    path("people/imports/", include("people.imports.urls")),
    path("people/requests/", include("people.claims.request_urls")),
    path("people/sign-ins/", include("people.claims.keeper_urls")),
    path("people/", include("people.urls")),
    path("jobs/", include("foundation.jobs.urls")),
    path("notices/", include("foundation.notices.urls")),
    path("home/", home, name="home"),
    path("setup/", setup, name="setup"),
    path("search/", search, name="search"),
    path("exit/", exit_page, name="exit"),
    path("worried/", worried, name="worried"),
    path("styleguide/", styleguide, name="styleguide"),
    path("media/<str:folder>/<path:path>", media, name="media"),
    path("documents/", include(wagtaildocs_urls)),
    path("protocols/", include("protocols.urls")),
    path("", include("assessments.urls")),
    path("", include("certificates.credentials.urls")),
    path("elsewhere/", include("certificates.elsewhere.urls")),
    path("register/earlier/", include("certificates.earlier.urls")),
    path("register/", include("certificates.register.urls")),
    path("names/", include("certificates.names.urls")),
    path("", include("certificates.urls")),
    path("", include("coverage.urls")),
    path("", include("courses.urls")),
    path("", include(wagtail_urls)),
]
