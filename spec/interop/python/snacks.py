"""What flytekit users write: records, files, tables, branches, dynamic and mapped work, plans, caches, retries, pickles, eager tasks."""
import asyncio
import datetime
import enum
import os
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Dict, List, NamedTuple, Optional, Tuple, TypeVar

import pandas as pd
from flytekit import Deck, LaunchPlan, conditional, dynamic, eager, kwtypes, map_task, task, workflow
from flytekit.exceptions.user import FlyteRecoverableException
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile
from flytekit.types.structured import StructuredDataset


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Inner:
    x: int = 1
    names: List[str] = field(default_factory=list)


@dataclass
class Datum:
    a: int
    b: float
    inner: Inner
    when: datetime.datetime
    table: Dict[str, float]
    opt: Optional[str] = None
    file: Optional[FlyteFile] = None


class Outs(NamedTuple):
    datum: Datum
    total: float


@task
def make_datum(a: int, color: Color) -> Datum:
    with open("hello.txt", "w") as opened:
        opened.write(color.value)
    return Datum(
        a=a,
        b=a / 2,
        inner=Inner(x=a, names=["q"]),
        when=datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc),
        table={"k": 1.5},
        file=FlyteFile("hello.txt"),
    )


@task
def read_datum(d: Datum) -> Outs:
    with open(d.file) as opened:
        text = opened.read()
    return Outs(datum=d, total=d.b + d.inner.x + len(text))


@task
def field_task(x: int, k: float) -> float:
    return x + k


@workflow
def records(a: int = 4, color: Color = Color.BLUE) -> Tuple[Datum, float, float]:
    d = make_datum(a=a, color=color)
    o = read_datum(d=d)
    f = field_task(x=d.inner.x, k=d.table["k"])
    return o.datum, o.total, f


@task
def frame(n: int) -> pd.DataFrame:
    return pd.DataFrame({"a": range(n), "b": ["x"] * n})


@task
def subset(df: Annotated[StructuredDataset, kwtypes(a=int)]) -> int:
    return int(df.open(pd.DataFrame).all()["a"].sum())


@task
def to_csv(df: pd.DataFrame) -> FlyteFile[TypeVar("csv")]:
    df.to_csv("out.csv", index=False)
    return FlyteFile("out.csv")


@task
def make_dir(n: int) -> FlyteDirectory:
    os.makedirs("d/sub", exist_ok=True)
    for name in [*range(n), "sub/z"]:
        with open(f"d/{name}.txt", "w") as opened:
            opened.write(str(name))
    return FlyteDirectory("d")


@task
def list_dir(d: FlyteDirectory) -> List[str]:
    root = d.download()
    return sorted(os.path.relpath(os.path.join(at, name), root) for at, _, names in os.walk(root) for name in names)


@workflow
def data(n: int = 3) -> Tuple[int, FlyteFile, List[str]]:
    df = frame(n=n)
    return subset(df=df), to_csv(df=df), list_dir(d=make_dir(n=n))


@task
def square(x: int) -> int:
    return x * x


@task
def add(a: int, b: int) -> int:
    return a + b


@task
def sum_list(xs: List[int]) -> int:
    return sum(xs)


@workflow
def sub(x: int) -> int:
    return square(x=x)


@dynamic
def dyn(n: int) -> int:
    r = []
    for i in range(n):
        r.append(sub(x=i))
    m = map_task(square)(x=r)
    return sum_list(xs=m)


sub_lp = LaunchPlan.get_or_create(sub, "snacks.sub_lp", default_inputs={"x": 5})


@workflow
def logic(n: int = 3) -> Tuple[int, int, int, int]:
    d = dyn(n=n)
    c = (
        conditional("size")
        .if_(d > 100)
        .then(square(x=d))
        .elif_((d > 5) & (d < 50))
        .then(add(a=d, b=1))
        .else_()
        .fail("it is small")
    )
    m = map_task(partial(add, b=10), concurrency=2)(a=[1, 2, 3])
    return d, c, sum_list(xs=m), sub_lp(x=7)


@task(cache=True, cache_version="1.0", retries=2)
def cached(x: int) -> str:
    return f"{x}:{datetime.datetime.now().isoformat()}"


@task(retries=3)
def flaky() -> int:
    n = int(os.environ["FLYTE_ATTEMPT_NUMBER"])
    if n < 2:
        raise FlyteRecoverableException(f"attempt {n}")
    return n


@workflow
def careful(x: int = 1) -> Tuple[str, str, int]:
    first = cached(x=x)
    second = cached(x=x)
    first >> second
    return first, second, flaky()


class Custom:
    def __init__(self, v):
        self.v = v


@task
def pickled(v: int) -> Custom:
    return Custom(v)


@task
def unpickled(c: Custom) -> int:
    return c.v


@workflow
def pickles(v: int = 3) -> int:
    return unpickled(c=pickled(v=v))


@task
def fail_me(x: int) -> int:
    if x:
        raise ValueError("broken on purpose")
    return x


@task
def clean_up(x: int):
    print("cleaned up after", x)


@workflow(on_failure=clean_up)
def failing(x: int = 1) -> int:
    return fail_me(x=x)


@task(enable_deck=True)
def decked(x: int) -> int:
    Deck("mine", f"<b>deck of {x}</b>")
    return x


@eager
async def hasty(x: int) -> int:
    first = square(x=x)
    one, other = await asyncio.gather(doubled(x=first), doubled(x=first + 1))
    return one + other


@task
async def doubled(x: int) -> int:
    return x * 2
