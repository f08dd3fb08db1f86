"""Every address of this node: the common pages, then those of the wings its charter switches on."""

from importlib import import_module

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from wellknit.platform.access.pages import open_page
from wellknit.platform.exchange import intake
from wellknit.web.views import away, entry, gallery, help, home, letters, nodes, offices, people, trail

handler500 = "wellknit.web.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("enter/", entry.enter, name="enter"),
    path("leave/", entry.leave, name="leave"),
    path("held/<uuid:held_id>/", entry.held, name="held"),
    path("draft/", entry.draft, name="draft"),
    path("away/", away.away, name="away"),
    path("help/", help.help_page, name="help"),
    path("language/", open_page("chooses the language of the pages")(set_language), name="set_language"),
    path("people/", people.people_page, name="people"),
    path("people/invite/", people.invite, name="people_invite"),
    path("people/<uuid:membership_id>/role/", people.give_role, name="people_role"),
    path("people/<uuid:membership_id>/end/", people.end_role, name="people_end"),
    path("offices/", offices.directory, name="offices"),
    path("offices/add/", offices.add, name="office_add"),
    path("offices/<uuid:office_id>/", offices.change, name="office_change"),
    path("offices/<uuid:office_id>/confirm/", offices.confirm, name="office_confirm"),
    path("nodes/", nodes.listing, name="nodes"),
    path("nodes/add/", nodes.add, name="node_add"),
    path("nodes/card/<uuid:card_id>/", nodes.card, name="node_card"),
    path("nodes/card/<uuid:card_id>/refuse/", nodes.refuse, name="node_refuse"),
    path("nodes/<slug:code>/stop/", nodes.stop, name="node_stop"),
    path("welcome/<str:token>/", people.first_password, name="first_password"),
    path("trail/", trail.trail_page, name="trail"),
    path("letters/", letters.letters_page, name="letters"),
    path("letters/<uuid:letter_id>/again/", letters.again, name="letter_again"),
    path("letters/<uuid:letter_id>/give-up/", letters.give_up, name="letter_give_up"),
    path("exchange/v1/inbox", intake.inbox, name="exchange_inbox"),
    path("account/", include("wellknit.web.account_urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("play/", entry.play, name="play"),
        path("play/<uuid:user_id>/", entry.play, name="play_as"),
        path("gallery/", gallery.gallery, name="gallery"),
    ]
for wing in (*settings.WINGS, "web"):
    try:
        found = import_module(f"wellknit.{wing}.urls")
    except ModuleNotFoundError as missing:
        if missing.name != f"wellknit.{wing}.urls":
            raise
        continue
    urlpatterns.append(path(getattr(found, "PREFIX", f"{wing}/"), include(found)))
