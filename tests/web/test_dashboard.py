"""The example dashboard and alerts ask for metrics that there are."""

import json
import re
from pathlib import Path

import yaml

from bot.announcer import FINAL_STAGES, Stage
from bot.meters import Meters
from bot.web.health import GAUGES

DEPLOY = Path(__file__).parents[2] / ".github" / "deploy"
_NAME = re.compile(r"\bretouch_[a-z_]+")
_STAGES = re.compile(r'stage[=!]~?"([^"]*)"')
_SUFFIX = re.compile(r"_(bucket|count|sum|total)$")


def metric_names() -> set[str]:
    own = {_SUFFIX.sub("", family.name) for family in Meters().registry.collect()}
    return own | set(GAUGES)


def named_in(expressions: list[str]) -> set[str]:
    return {_SUFFIX.sub("", name) for expression in expressions for name in _NAME.findall(expression)}


def panel_expressions() -> list[str]:
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def alert_expressions() -> list[str]:
    groups = yaml.safe_load((DEPLOY / "retouch-alerts.yml").read_text())["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


def test_every_panel_and_every_metric_belong_together() -> None:
    asked_for = named_in(panel_expressions())

    assert asked_for - metric_names() == set()
    assert metric_names() - asked_for == {"retouch_oldest_task_seconds"}


def test_the_alerts_are_about_metrics_that_there_are() -> None:
    asked_for = named_in(alert_expressions())

    assert asked_for - metric_names() == set()
    assert asked_for


def test_the_stages_that_panels_and_alerts_choose_are_those_of_jobs() -> None:
    choices = [
        choice
        for expression in panel_expressions() + alert_expressions()
        for choice in _STAGES.findall(expression)
    ]

    chosen = {stage for choice in choices for stage in choice.split("|")}

    assert chosen <= set(Stage)
    assert chosen >= FINAL_STAGES


def test_prometheus_asks_for_the_alerts_that_lie_beside_it() -> None:
    asked_for = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["rule_files"]

    assert [name for name in asked_for if not (DEPLOY / name).is_file()] == []
