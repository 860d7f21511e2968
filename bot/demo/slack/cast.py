"""Who and what is in a workspace when it opens, and how the app is installed in it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import yaml

from bot.demo.slack.wire import Payload

TEAM_ID = "T0RETOUCH"
TEAM_DOMAIN = "local-workspace"
APP_ID = "A0RETOUCH"
BOT_ID = "B0RETOUCH"
BOT_USER_ID = "U0RETOUCH"


class Kind(StrEnum):
    """What sort of conversation a channel is, in the words of ``channel_type``."""

    CHANNEL = "channel"
    GROUP = "group"
    IM = "im"


class ChannelRule(StrEnum):
    """Who may post what in a channel, where its admins limit it; the value is what a post against it is told."""

    READ_ONLY = "restricted_action_read_only_channel"
    THREADS_ONLY = "restricted_action_thread_only_channel"
    NO_THREADS = "restricted_action_non_threadable_channel"


# The words in which scopes name the three kinds.
SCOPE_WORDS = {Kind.CHANNEL: "channels", Kind.GROUP: "groups", Kind.IM: "im"}


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """What several workspaces may belong to; the app is then installed for all of it at once, or not at all."""

    enterprise_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Team:
    """A workspace's own names. Ids of people, channels and files are unique within it, and nowhere else."""

    team_id: str = TEAM_ID
    domain: str = TEAM_DOMAIN
    name: str = "Local workspace"
    organisation: Organisation | None = None

    @property
    def owner_id(self) -> str:
        """Whoever installs the app: the workspace itself, or its organisation."""
        return self.team_id if self.organisation is None else self.organisation.enterprise_id

    @property
    def owner_name(self) -> str:
        """What that calls itself."""
        return self.name if self.organisation is None else self.organisation.name

    @property
    def enterprise_id(self) -> str | None:
        """Its organisation's id."""
        return None if self.organisation is None else self.organisation.enterprise_id

    @property
    def is_org_wide(self) -> bool:
        """Whether the app is here by an installation of the whole organisation."""
        return self.organisation is not None


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in the workspace."""

    user_id: str
    name: str
    real_name: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    is_stranger: bool = False
    team_id: str = TEAM_ID
    organisation: Organisation | None = None

    def payload(self) -> Payload:
        """As ``users.info`` shows a person; people of another workspace come without the flags."""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team_id}
        shown: Payload = {
            "id": self.user_id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.is_deactivated,
            "is_bot": self.is_bot,
            "tz": "Europe/London",
            "profile": profile,
        }
        if self.is_stranger:
            return {**shown, "is_stranger": True}
        return {
            **shown,
            **self._organisation_part(),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
        }

    def _organisation_part(self) -> Payload:
        if self.organisation is None:
            return {}
        known = {"enterprise_id": self.organisation.enterprise_id, "enterprise_name": self.organisation.name}
        everywhere = {"is_admin": False, "is_owner": False, "teams": [self.team_id]}
        return {"enterprise_user": {"id": self.user_id, **known, **everywhere}}


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A conversation and who is in it."""

    channel_id: str
    name: str
    kind: Kind = Kind.CHANNEL
    member_ids: frozenset[str] = frozenset()
    is_archived: bool = False
    rule: ChannelRule | None = None

    @property
    def has_app(self) -> bool:
        """Whether the app was invited."""
        return BOT_USER_ID in self.member_ids

    def payload(self) -> Payload:
        """As ``conversations.info`` shows it to the app."""
        if self.kind is Kind.IM:
            other = next(iter(self.member_ids - {BOT_USER_ID}))
            return {"id": self.channel_id, "is_im": True, "user": other, "is_archived": False}
        return {
            "id": self.channel_id,
            "name": self.name,
            "is_channel": self.kind is Kind.CHANNEL,
            "is_group": False,
            "is_im": False,
            "is_private": self.kind is Kind.GROUP,
            "is_archived": self.is_archived,
            "is_member": self.has_app,
            "num_members": len(self.member_ids),
        }


ADA = Member(user_id="U0ADA0001", name="ada", real_name="Ada Marsh", is_admin=True)
BEN = Member(user_id="U0BEN0002", name="ben", real_name="Ben Okafor")
MIA = Member(user_id="U0MIA0003", name="mia", real_name="Mia Lindqvist")
GIL = Member(user_id="U0GIL0004", name="gil", real_name="Gil Torres", is_guest=True)
ZOE = Member(
    user_id="U0ZOE0005", name="zoe", real_name="Zoe of Elsewhere", is_stranger=True, team_id="T0FOREIGN"
)
RETOUCH = Member(user_id=BOT_USER_ID, name="retouch", real_name="Retouch", is_bot=True)

PEOPLE = (ADA, BEN, MIA, GIL, ZOE, RETOUCH)


def people_of(team: Team) -> list[Member]:
    """The same people in every workspace, at home there."""
    return [
        person
        if person.is_stranger
        else replace(person, team_id=team.team_id, organisation=team.organisation)
        for person in PEOPLE
    ]


_STAFF = frozenset({ADA.user_id, BEN.user_id, MIA.user_id})
_EVERYBODY = _STAFF | {GIL.user_id, ZOE.user_id}

CHANNELS = (
    Channel(channel_id="C0GENERAL", name="general", member_ids=_EVERYBODY | {BOT_USER_ID}),
    Channel(channel_id="C0DESIGN1", name="design", member_ids=_EVERYBODY | {BOT_USER_ID}),
    Channel(channel_id="C0RANDOM1", name="random", member_ids=_STAFF),
    Channel(
        channel_id="C0SECRET1",
        name="launch-plans",
        kind=Kind.GROUP,
        member_ids=frozenset({ADA.user_id, MIA.user_id, BOT_USER_ID}),
    ),
    Channel(
        channel_id="C0BOARD01",
        name="board",
        kind=Kind.GROUP,
        member_ids=frozenset({ADA.user_id, BEN.user_id}),
    ),
)


# What an app must be allowed before it hears of it; the rest needs no scope.
_EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "file_shared": "files:read",
}


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What the app's manifest asked for; without one it may do and hear everything there is here."""

    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    commands: tuple[Payload, ...] = field(default=())
    shortcuts: tuple[Payload, ...] = field(default=())
    has_home_tab: bool = True
    has_messages_tab: bool = True
    is_interactive: bool = True

    def has_scope(self, scope: str) -> bool:
        """Whether the bot token carries the scope."""
        return self.scopes is None or scope in self.scopes

    def hears(self, event: str) -> bool:
        """Whether the app subscribed to the event, under its manifest name (``message.im``), and may have it."""
        is_subscribed = self.events is None or event in self.events
        return is_subscribed and (event not in _EVENT_SCOPES or self.has_scope(_EVENT_SCOPES[event]))

    def has_command(self, command: str) -> bool:
        """Whether Slack would send the command to the app."""
        return self.scopes is None or command in {entry["command"] for entry in self.commands}


def read_installation(manifest: Path | None) -> Installation:
    """The installation a manifest file (YAML or JSON) describes."""
    if manifest is None:
        return Installation()
    content = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    scopes = frozenset(content["oauth_config"]["scopes"]["bot"])
    settings, features = content["settings"], content.get("features", {})
    # Slash commands and shortcuts are both what this scope is for.
    offered = features if "commands" in scopes else {}
    tabs = features.get("app_home", {})
    return Installation(
        scopes=scopes,
        events=frozenset(settings["event_subscriptions"]["bot_events"]),
        commands=tuple(offered.get("slash_commands", ())),
        shortcuts=tuple(offered.get("shortcuts", ())),
        has_home_tab=tabs.get("home_tab_enabled", False),
        has_messages_tab=tabs.get("messages_tab_enabled", False),
        is_interactive=settings.get("interactivity", {}).get("is_enabled", False),
    )
