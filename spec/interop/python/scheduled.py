"""A plan with a schedule, for the commands of pyflyte that are about plans."""

import datetime

from flytekit import CronSchedule, LaunchPlan, task, workflow


@task
def tell(at: datetime.datetime, days: int) -> str:
    return (at + datetime.timedelta(days=days)).isoformat()


@workflow
def report(at: datetime.datetime = datetime.datetime(2024, 1, 1), days: int = 1) -> str:
    return tell(at=at, days=days)


nightly = LaunchPlan.get_or_create(
    report,
    "scheduled.nightly",
    schedule=CronSchedule(schedule="0 3 * * *", kickoff_time_input_arg="at"),
    fixed_inputs={"days": 2},
)
