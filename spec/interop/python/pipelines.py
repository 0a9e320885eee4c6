"""Small pipelines that flytekit registers; the emulator's runner knows their tasks by name."""

from typing import List

from flytekit import LaunchPlan, map_task, task, workflow


@task
def inc(a: int) -> int:
    return a + 1


@task
def total(xs: List[int]) -> int:
    return sum(xs)


@workflow
def chain(a: int = 3) -> int:
    return inc(a=inc(a=a))


@workflow
def outer(a: int) -> int:
    return inc(a=chain(a=a))


@workflow
def mapped(xs: List[int]) -> int:
    return total(xs=map_task(inc)(a=xs))


fixed = LaunchPlan.get_or_create(name="chain_fixed", workflow=chain, fixed_inputs={"a": 9})


@workflow
def with_plan() -> int:
    return inc(a=fixed())
