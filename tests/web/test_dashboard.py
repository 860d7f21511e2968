"""The example dashboard and alerts ask for metrics that there are."""

import json
import re
from pathlib import Path

import yaml

from bot.meters import Meters
from bot.web.health import GAUGES

DEPLOY = Path(__file__).parents[2] / ".github" / "deploy"
_NAME = re.compile(r"\bretouch_[a-z_]+")
_SUFFIX = re.compile(r"_(bucket|count|sum|total)$")


def metric_names() -> set[str]:
    own = {_SUFFIX.sub("", family.name) for family in Meters().registry.collect()}
    return own | set(GAUGES)


def named_in(expressions: list[str]) -> set[str]:
    return {_SUFFIX.sub("", name) for expression in expressions for name in _NAME.findall(expression)}


def test_every_panel_and_every_metric_belong_together() -> None:
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())

    asked_for = named_in([target["expr"] for panel in dashboard["panels"] for target in panel["targets"]])

    assert asked_for - metric_names() == set()
    assert metric_names() - asked_for == {"retouch_oldest_task_seconds"}


def test_the_alerts_are_about_metrics_that_there_are() -> None:
    groups = yaml.safe_load((DEPLOY / "retouch-alerts.yml").read_text())["groups"]

    asked_for = named_in([rule["expr"] for group in groups for rule in group["rules"]])

    assert asked_for - metric_names() == set()
    assert asked_for
