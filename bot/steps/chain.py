"""The tables of all steps, and what happens when one fails."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from bot.engine import Following, Step
from bot.errors import (
    AnnouncementDelayed,
    AnnouncementFailed,
    BotError,
    BudgetExceeded,
    NotAllowed,
    ProviderUnavailable,
    RequestError,
    StoreUnavailable,
)
from bot.privacy.forgetting import forget_asked
from bot.steps import (
    announcing,
    approving,
    asking,
    closing,
    deleting,
    delivering,
    preparing,
    reporting,
    showing,
    submitting,
    weighing,
)
from bot.steps.log_names import TaskLogNames
from bot.steps.trouble import give_up, refuse, try_again_later, without_slack
from bot.workshop import Workshop
from storage import DatabaseAway

log = structlog.get_logger(__name__)

StepFunction = Callable[[Workshop, UUID], Awaitable[Following | None]]

# A released name stays: chains in flight at an upgrade still ask for it.
JOB_STEPS: dict[str, StepFunction] = {
    "take_in": preparing.take_in,
    "weigh": weighing.weigh,
    "decide": preparing.decide,
    "read_mask": preparing.read_mask,
    "reserve": preparing.reserve,
    "announce": announcing.announce,
    "plan": announcing.plan,
    "watch": announcing.watch,
    "close": closing.close,
    "tell_refusal": closing.tell_refusal,
    "ask_admins": approving.ask_admins,
    "approved": approving.go_on,
}
TASK_STEPS: dict[str, StepFunction] = {
    "submit": submitting.submit,
    "look_up": submitting.look_up,
    "ask": asking.ask,
    "finish_task": asking.finish_task,
    "ask_late": asking.ask_late,
    "fetch_result": delivering.fetch_result,
    "render_result": delivering.render_result,
    "share_result": delivering.share_result,
    "close_late": closing.close_late,
}
VERSION_STEPS: dict[str, StepFunction] = {
    "delete_result": deleting.delete_result,
    "show": showing.show,
    "compare_version": showing.compare_version,
}
REPORT_STEPS: dict[str, StepFunction] = {
    "send_report": reporting.send_report,
}
PRIVACY_STEPS: dict[str, StepFunction] = {
    "forget": forget_asked,
}
# No job or money hangs on these, so what Slack will never do is let be.
ERRANDS = {**VERSION_STEPS, **REPORT_STEPS, **PRIVACY_STEPS}
RETRY_ERRAND_SECONDS = 60.0
DATABASE_AWAY_SECONDS = 1.0


def bind_steps(workshop: Workshop) -> Step:
    """The one function the engine runs: find the step by name, and turn whatever it raises into what follows."""

    task_names = TaskLogNames(workshop.database)

    async def names_in_log(name: str, subject: str) -> dict[str, str]:
        if name in TASK_STEPS:
            return await task_names.of(UUID(subject))
        return {"job_id" if name in JOB_STEPS else "errand_id": subject}

    async def run_step(name: str, subject: str) -> Following | None:
        # Whatever is logged on the way names the job too.
        with structlog.contextvars.bound_contextvars(step=name, **await names_in_log(name, subject)):
            following = await _run(workshop, name, UUID(subject))
            if following is None or following.step != name:
                log.info("A step is done.", following=following and following.step)
            return following

    return run_step


async def _run(workshop: Workshop, name: str, subject_id: UUID) -> Following | None:
    if name in ERRANDS:
        return await _run_errand(workshop, name, subject_id)
    is_job = name in JOB_STEPS
    step = JOB_STEPS[name] if is_job else TASK_STEPS[name]
    try:
        return await step(workshop, subject_id)
    except (RequestError, BudgetExceeded, NotAllowed) as error:
        if not is_job:
            return await give_up(workshop, name, subject_id, is_job=False, error=error)
        return await refuse(workshop, subject_id, error)
    except AnnouncementFailed as error:
        log.warning("Slack will not take a message.", error=str(error))
        return await without_slack(workshop, name, subject_id, is_job=is_job, error=error)
    except (AnnouncementDelayed, ProviderUnavailable) as error:
        log.info("A step has to wait.", error=str(error))
        return await try_again_later(workshop, name, subject_id, is_job=is_job, error=error)
    except StoreUnavailable as error:
        log.warning("The pictures cannot be reached.", cause=repr(error.__cause__))
        return await try_again_later(workshop, name, subject_id, is_job=is_job, error=error)
    except DatabaseAway as error:
        return _wait_for_database(name, error)
    except Exception as error:
        log.exception("A step failed.")
        wrapped = error if isinstance(error, BotError) else BotError(f"{type(error).__name__}: {error}")
        return await try_again_later(workshop, name, subject_id, is_job=is_job, error=wrapped)


def _wait_for_database(name: str, error: DatabaseAway) -> Following:
    """No try is counted: that the database is being restarted is no fault of this job's."""
    log.warning("The database is away; a step waits for it.", error=str(error))
    return Following(step=name, after_seconds=DATABASE_AWAY_SECONDS)


async def _run_errand(workshop: Workshop, name: str, subject_id: UUID) -> Following | None:
    try:
        return await ERRANDS[name](workshop, subject_id)
    except AnnouncementFailed as error:
        log.warning("Slack will not do this.", error=str(error))
        return None
    except AnnouncementDelayed as error:
        wait = max(RETRY_ERRAND_SECONDS, error.retry_after_seconds or 0.0)
        return Following(step=name, after_seconds=wait)
    except DatabaseAway as error:
        return _wait_for_database(name, error)
    except Exception:
        log.exception("A step failed.")
        return None
