"""What somebody sees in the browser after installing Retouch, or after trying to."""

from html import escape
from urllib.parse import quote

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} · Retouch</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>
  :root {{ --paper: #f6f5f2; --card: #ffffff; --ink: #1f2a44; --quiet: #5a6379; --line: #dcdad4; }}
  @media (prefers-color-scheme: dark) {{
    :root {{ --paper: #14181f; --card: #1d232d; --ink: #eef0f4; --quiet: #a3abba; --line: #333b48; }}
  }}
  body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
    color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }}
  main {{ box-sizing: border-box; width: min(32rem, 100vw - 2rem); padding: 2rem; background: var(--card);
    border: 1px solid var(--line); border-radius: 0.75rem; }}
  h1 {{ margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.3; }}
  p {{ margin: 0 0 1.25rem; color: var(--quiet); overflow-wrap: anywhere; }}
  a {{ display: inline-block; padding: 0.6rem 1.1rem; border-radius: 0.5rem; background: #1f5fbf; color: #fff;
    font-weight: 600; text-decoration: none; }}
  a:focus-visible {{ outline: 3px solid #7fb0ff; outline-offset: 2px; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<a href="{address}">{label}</a>
</main>
</body>
</html>
"""


_AGAIN = "Nothing was installed. Please begin again."
# By the flow's own words for what went wrong, and one of ours.
REASONS = {
    "access_denied": "It was not allowed in Slack, so nothing was installed. You can begin again at any time.",
    "invalid_browser": f"This page was not reached from the link that begins the installation. {_AGAIN}",
    "invalid_state": f"The installation took longer than ten minutes. {_AGAIN}",
    "invalid_code": f"Slack did not confirm the installation; its link works once, for ten minutes. {_AGAIN}",
    "silence": f"Slack did not answer. {_AGAIN}",
}


def installed_page(place: str, *, team_id: str, app_id: str) -> str:
    """A workspace has it now."""
    return _page(
        f"Retouch is installed in {place}",
        "Write /invite @Retouch in a channel, then /edit or /remix. Messages to Retouch itself work at once.",
        address=f"https://slack.com/app_redirect?app={_part(app_id)}&team={_part(team_id)}",
        label="Open it in Slack",
    )


def installed_in_organisation_page(place: str, *, enterprise_id: str, app_id: str) -> str:
    """An organisation has it, and none of its workspaces yet. Source: Slack's page on them, read 2026-11-26."""
    manage = f"https://app.slack.com/manage/{_part(enterprise_id)}/integrations/profile/{_part(app_id)}"
    return _page(
        f"Retouch is installed in {place}",
        "An organisation's admin now adds it to the workspaces that are to have it. There, write "
        "/invite @Retouch in a channel.",
        address=f"{manage}/workspaces/add",
        label="Add it to workspaces",
    )


def failed_page(reason: str, *, again: str) -> str:
    """Nothing was installed, why, and where to begin again."""
    return _page("Retouch was not installed", REASONS.get(reason, _AGAIN), address=again, label="Begin again")


def _page(title: str, text: str, *, address: str, label: str) -> str:
    """One heading, one paragraph, one way on."""
    return _PAGE.format(
        title=escape(title), text=escape(text), address=escape(address, quote=True), label=escape(label)
    )


def _part(value: str) -> str:
    return quote(value, safe="")
