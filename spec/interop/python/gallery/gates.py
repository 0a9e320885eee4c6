"""What waits for people and for time."""

import datetime
from typing import Tuple

from flytekit import approve, sleep, task, wait_for_input, workflow


@task
def add(a: int, b: int) -> int:
    return a + b


@task
def tell(title: str, n: int) -> str:
    return f"{title}: {n}"


@workflow
def signed(a: int = 1) -> Tuple[int, str]:
    number = wait_for_input("number", timeout=datetime.timedelta(hours=1), expected_type=int)
    summed = add(a=a, b=number)
    allowed = approve(summed, "allowed", timeout=datetime.timedelta(hours=1))
    paused = sleep(datetime.timedelta(seconds=1))
    title = wait_for_input("title", timeout=datetime.timedelta(hours=1), expected_type=str)
    paused >> title
    return allowed, tell(title=title, n=allowed)
