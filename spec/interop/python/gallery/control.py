"""How work hangs together: branches, decided work, maps, plans, gates aside, orders, imperative workflows, and failures within."""

import asyncio
import typing
from functools import partial
from typing import List, Optional, Tuple

from flytekit import LaunchPlan, Resources, Workflow, conditional, dynamic, eager, map_task, task, workflow
from flytekit.core.node_creation import create_node
from flytekit.types.error import FlyteError


@task
def square(x: int) -> int:
    return x * x


@task
def add(a: int, b: int = 1) -> int:
    return a + b


@task
def even(x: int) -> bool:
    return x % 2 == 0


@task
def say(what: str) -> str:
    return what


@task
def total(xs: List[Optional[int]]) -> int:
    return sum(x or 0 for x in xs)


@workflow
def branches(x: int = 4, y: float = 0.5) -> Tuple[str, int]:
    is_even = even(x=x)
    inner = conditional("inner").if_(y >= 1.0).then(say(what="big")).else_().then(say(what="small"))
    outer = (
        conditional("outer")
        .if_(is_even.is_false())
        .then(say(what="odd"))
        .elif_((x > 2) & ((y < 1.0) | (x == 100)))
        .then(say(what=inner))
        .else_()
        .fail("neither")
    )
    number = conditional("number").if_(is_even.is_true()).then(doubled(x=x)).else_().then(add(a=x))
    return outer, number


@workflow
def doubled(x: int) -> int:
    return add(a=x, b=x)


@dynamic
def fib(n: int) -> int:
    if n < 2:
        return square(x=n)
    return add(a=fib(n=n - 1), b=fib(n=n - 2))


@dynamic
def nothing_decided(n: int) -> List[int]:
    return []


@dynamic
def many(n: int) -> List[int]:
    found = []
    for i in range(n):
        found.append(doubled(x=square(x=i)))
    found.append(doubled_plan(x=100))
    return found


doubled_plan = LaunchPlan.get_or_create(doubled, "gallery.doubled_plan", default_inputs={"x": 21})


@workflow
def planned(x: int) -> int:
    return add(a=doubled_plan(x=x))


@dynamic
def deep(n: int) -> int:
    return planned(x=square(x=n))


@workflow
def decided(n: int = 3) -> Tuple[int, List[int], List[int], int, int]:
    return fib(n=n), many(n=n), nothing_decided(n=n), doubled_plan(x=n), deep(n=n)


@task
def picky(x: int) -> int:
    if x == 2:
        raise ValueError("two is not liked")
    return x * 10


@task
def three(a: int, b: str, c: float) -> str:
    return f"{a}{b}{c}"


@dynamic
def mapped_inside(xs: List[int]) -> List[int]:
    return map_task(square)(x=xs)


@workflow
def maps(xs: List[int] = [1, 2, 3]) -> Tuple[int, List[str], List[int], List[int]]:
    some = map_task(picky, min_success_ratio=0.5)(x=xs)
    text = map_task(partial(three, c=0.5), concurrency=1)(a=xs, b=["p", "q", "r"])
    resourced = map_task(square)(x=xs).with_overrides(requests=Resources(cpu="1"))
    return total(xs=some), text, resourced, mapped_inside(xs=xs)


@workflow
def orders(x: int = 1) -> Tuple[int, int]:
    first = create_node(square, x=x)
    second = create_node(add, a=x, b=2)
    third = create_node(say, what="after all")
    second >> first
    first >> third
    named = square(x=first.o0).with_overrides(
        node_name="renamed", retries=2, timeout=60, interruptible=True, cache=False, limits=Resources(mem="100Mi")
    )
    return second.o0, named


imperative = Workflow(name="gallery.control.imperative")
imperative.add_workflow_input("x", int)
_squared = imperative.add_entity(square, x=imperative.inputs["x"])
_summed = imperative.add_entity(add, a=_squared.outputs["o0"], b=5)
_planned = imperative.add_launch_plan(doubled_plan, x=_summed.outputs["o0"])
_listed = imperative.add_entity(total, xs=[_squared.outputs["o0"], _planned.outputs["o0"]])
imperative.add_workflow_output("all", _listed.outputs["o0"])
imperative.add_workflow_output("planned", _planned.outputs["o0"])


@workflow
def plans(x: int = 3) -> Tuple[int, int, int]:
    return doubled_plan(), doubled_plan(x=x), doubled(x=doubled_plan(x=1))


@task
def broken(x: int) -> int:
    if x < 1000:
        raise RuntimeError(f"broken with {x}")
    return x


@task
def tidy(x: int, err: typing.Optional[FlyteError] = None):
    print("tidied", x, err.failed_node_id if err else None)


@workflow(on_failure=tidy)
def failing(x: int = 2) -> int:
    return add(a=broken(x=square(x=x)))


@eager
async def hasty(x: int = 3) -> Tuple[int, int, str]:
    later = await doubled_later(x=square(x=x))
    inner = await hasty_inner(x=later)
    try:
        await picky_later(x=2)
        text = "nothing happened"
    except Exception as error:
        text = "it failed" if str(error) else "it failed without a word"
    return inner, doubled(x=x), text


@eager
async def hasty_inner(x: int) -> int:
    many = await asyncio.gather(*(doubled_later(x=i) for i in range(x % 4)))
    return sum(many) + x


@task
async def doubled_later(x: int) -> int:
    await asyncio.sleep(0)
    return x * 2


@task
async def picky_later(x: int) -> int:
    if x == 2:
        raise ValueError("two is not liked")
    return x
