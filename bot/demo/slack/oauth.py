"""Slack's side of an installation: the page that asks, and ``oauth.v2.access``.

Sources: Slack's pages on installing with OAuth and about ``oauth.v2.access``, read 2026-11-26.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from bot.demo.slack.cast import ADA, APP_ID, BOT_USER_ID, Organisation, Team
from bot.demo.slack.grants import Grants, Pair
from bot.demo.slack.wire import Payload, SlackError

AUTHORIZE_PATH = "/oauth/v2/authorize"
_ASKED = ("client_id", "scope", "user_scope", "redirect_uri", "state")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }}
button {{ font: inherit; padding: 0.5rem 1rem; margin-right: 0.5rem }}</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


class OAuth:
    """The addresses of the flow for one app, in the workspaces and organisations given."""

    def __init__(self, grants: Grants, *, teams: Sequence[Team]) -> None:
        self._grants = grants
        self._places: dict[str, Team | Organisation] = {
            team.owner_id: team if team.organisation is None else team.organisation for team in teams
        }

    def routes(self) -> list[web.RouteDef]:
        """The page and what its buttons do."""
        return [web.get(AUTHORIZE_PATH, self._ask), web.post(AUTHORIZE_PATH, self._decide)]

    async def _ask(self, request: web.Request) -> web.Response:
        """Slack's "Retouch is requesting permission" page; a faulty question is told here, not to the app."""
        try:
            asked = self._read_question(request.query)
        except SlackError as error:
            return _page("Something went wrong", f"<p>{escape(error.name)}</p>", status=400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value, quote=True)}">'
            for name, value in asked.items()
        )
        choices = "".join(
            f'<option value="{place_id}"{" selected" if place_id == request.query.get("team") else ""}>'
            f"{escape(place.name)}</option>"
            for place_id, place in self._places.items()
        )
        form = (
            f'<form method="post">{hidden}<p><label>Where <select name="place">{choices}</select></label></p>'
            '<button name="decision" value="allow">Allow</button>'
            '<button name="decision" value="cancel">Cancel</button></form>'
        )
        scopes = ", ".join(asked["scope"].split(","))
        return _page("Retouch is requesting permission", f"<p>It asks for {escape(scopes)}.</p>{form}")

    async def _decide(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            asked = self._read_question(form)
        except SlackError as error:
            return _page("Something went wrong", f"<p>{escape(error.name)}</p>", status=400)
        answer = {"state": asked["state"]}
        if form.get("decision") == "allow" and form.get("place") in self._places:
            code = self._grants.new_code(
                form["place"],
                user_id=ADA.user_id,
                redirect_uri=asked["redirect_uri"],
                scopes=asked["scope"].split(","),
            )
            answer = {"code": code, **answer}
        else:
            answer = {"error": "access_denied", **answer}
        raise web.HTTPFound(f"{asked['redirect_uri']}?{urlencode(answer)}")

    def _read_question(self, given: Mapping[str, str]) -> dict[str, str]:
        app = self._grants.app
        asked = {name: given.get(name, "") for name in _ASKED}
        if asked["client_id"] != app.client_id:
            raise SlackError("invalid_client_id")
        if not asked["scope"]:
            raise SlackError("no_scopes")
        if not set(asked["scope"].split(",")) <= set(app.scopes) or asked["user_scope"]:
            raise SlackError("invalid_scope")
        if not app.takes_redirect(asked["redirect_uri"]):
            raise SlackError("bad_redirect_uri")
        return asked

    async def access(self, request: web.Request) -> web.Response:
        """``oauth.v2.access``: it takes a form alone, and needs no token but the app's own credentials."""
        try:
            if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
                raise SlackError("invalid_post_type")
            form = {name: str(value) for name, value in (await request.post()).items()}
            self._check_credentials(request.headers.get("Authorization", ""), form)
            return web.json_response({"ok": True, **self._exchange(form)})
        except SlackError as error:
            return web.json_response(error.payload())

    def _check_credentials(self, header: str, form: Mapping[str, str]) -> None:
        """In the header, or else in the form."""
        client_id, client_secret = form.get("client_id", ""), form.get("client_secret", "")
        if header.startswith("Basic "):
            try:
                client_id, _, client_secret = b64decode(header[6:], validate=True).decode().partition(":")
            except (Base64Error, UnicodeDecodeError):
                raise SlackError("invalid_client_id") from None
        if client_id != self._grants.app.client_id:
            raise SlackError("invalid_client_id")
        if client_secret != self._grants.app.client_secret:
            raise SlackError("bad_client_secret")

    def _exchange(self, form: Mapping[str, str]) -> Payload:
        match form.get("grant_type", "authorization_code"):
            case "authorization_code":
                pair = self._grants.use_code(form.get("code", ""), redirect_uri=form.get("redirect_uri", ""))
            case "refresh_token":
                pair = self._grants.use_refresh(form.get("refresh_token", ""))
            case _:
                raise SlackError("invalid_grant_type")
        return self._answer(pair)

    def _answer(self, pair: Pair) -> Payload:
        place = self._places[pair.owner_id]
        named = {"id": pair.owner_id, "name": place.name}
        is_org_wide = isinstance(place, Organisation)
        rotating: Payload = {}
        if pair.refresh_token is not None:
            rotating = {"refresh_token": pair.refresh_token, "expires_in": self._grants.app.token_seconds}
        return {
            "app_id": APP_ID,
            "authed_user": {"id": pair.user_id},
            "scope": ",".join(pair.scopes),
            "token_type": "bot",
            "access_token": pair.access_token,
            "bot_user_id": BOT_USER_ID,
            **rotating,
            "team": None if is_org_wide else named,
            "enterprise": named if is_org_wide else None,
            "is_enterprise_install": is_org_wide,
        }


def _page(title: str, body: str, *, status: int = 200) -> web.Response:
    text = _PAGE.format(title=escape(title), body=body)
    return web.Response(text=text, content_type="text/html", status=status)
