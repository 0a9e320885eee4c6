"""Every kind of value that flytekit knows, made by one task and read by another."""

import datetime
import enum
import json
import os
import pathlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Annotated, Any, Dict, Iterator, List, NamedTuple, Optional, Tuple, Union

import numpy as np
import pandas as pd
import pyarrow as pa
from flytekit import HashMethod, kwtypes, task, workflow
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import CSVFile, FlyteFile
from flytekit.types.iterator import JSON
from flytekit.types.pickle import FlytePickle
from flytekit.types.schema import FlyteSchema
from flytekit.types.structured import StructuredDataset
from pydantic import BaseModel


class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"


@task
def choose(x: Union[int, str], y: Optional[float], levels: List[Level]) -> Tuple[Union[str, int], Optional[float], Level]:
    return (x + 1 if isinstance(x, int) else x.upper()), (None if y is None else y / 2), levels[-1]


@workflow
def unions(
    x: Union[int, str] = "seven", y: Optional[float] = None, levels: List[Level] = [Level.LOW, Level.HIGH]
) -> Tuple[Union[str, int], Optional[float], Level]:
    return choose(x=x, y=y, levels=levels)


@task
def shift(at: datetime.datetime, by: datetime.timedelta, day: datetime.date) -> Tuple[datetime.datetime, datetime.timedelta, datetime.date]:
    return at + by, by * 3, day + datetime.timedelta(days=1)


@workflow
def moments(
    at: datetime.datetime = datetime.datetime(2024, 2, 28, 23, 59, 59, 999999, datetime.timezone.utc),
    by: datetime.timedelta = datetime.timedelta(days=-1, microseconds=7),
    day: datetime.date = datetime.date(2024, 2, 28),
) -> Tuple[datetime.datetime, datetime.timedelta, datetime.date]:
    return shift(at=at, by=by, day=day)


@task
def nest(n: int) -> Tuple[Dict[str, List[int]], List[Dict[str, float]], List[List[bool]], Dict[str, Dict[str, str]]]:
    return {"a": list(range(n)), "": []}, [{"x": 0.5}, {}], [[True], []], {"é": {"ü": "ß"}}


@task
def count(a: Dict[str, List[int]], b: List[Dict[str, float]], c: List[List[bool]], d: Dict[str, Dict[str, str]]) -> int:
    return len(a["a"]) + len(b) + len(c[0]) + len(d["é"])


@workflow
def nestings(n: int = 3) -> Tuple[int, Dict[str, List[int]], List[Dict[str, float]]]:
    a, b, c, d = nest(n=n)
    return count(a=a, b=b, c=c, d=d), a, b


@task
def untyped(n: int) -> dict:
    return {"n": n, "deep": {"list": [1, 2.5, "x", None, True]}, "float": 1.0}


@task
def told(d: dict) -> str:
    return json.dumps(d, sort_keys=True)


@workflow
def dicts(n: int = 1) -> Tuple[str, dict]:
    d = untyped(n=n)
    return told(d=d), d


@dataclass
class Leaf:
    name: str
    size: int = 1
    level: Level = Level.LOW


@dataclass
class Tree:
    leaves: List[Leaf]
    by_name: Dict[str, Leaf]
    first: Optional[Leaf] = None
    ratio: float = 1.0
    file: Optional[FlyteFile] = None
    folder: Optional[FlyteDirectory] = None
    table: Optional[StructuredDataset] = None
    tags: Dict[str, str] = field(default_factory=dict)


@task
def grow(n: int) -> Tree:
    pathlib.Path("note.txt").write_text("noted")
    pathlib.Path("kept").mkdir()
    pathlib.Path("kept/a.txt").write_text("A")
    pathlib.Path("kept/b.txt").write_text("B")
    leaves = [Leaf(name=f"l{i}", size=i) for i in range(n)]
    return Tree(
        leaves=leaves,
        by_name={leaf.name: leaf for leaf in leaves},
        first=leaves[0],
        file=FlyteFile("note.txt"),
        folder=FlyteDirectory("kept"),
        table=StructuredDataset(dataframe=pd.DataFrame({"v": [1, 2, 3]})),
    )


@task
def walk(tree: Tree) -> Tuple[str, int, List[str], int]:
    text = pathlib.Path(tree.file.download()).read_text()
    names = sorted(os.listdir(tree.folder.download()))
    return text, sum(leaf.size for leaf in tree.leaves), names, int(tree.table.open(pd.DataFrame).all()["v"].sum())


@task
def read_leaf(leaf: Leaf, ratio: float) -> str:
    return f"{leaf.name} {leaf.size} {leaf.level.value} {ratio}"


@workflow
def records(n: int = 3) -> Tuple[str, int, List[str], int, str]:
    tree = grow(n=n)
    text, total, names, rows = walk(tree=tree)
    return text, total, names, rows, read_leaf(leaf=tree.leaves[1], ratio=tree.ratio)


class Point(BaseModel):
    x: int
    y: Optional[float] = None


class Shape(BaseModel):
    points: List[Point]
    name: str = "shape"
    level: Level = Level.HIGH
    file: Optional[FlyteFile] = None


@task
def draw(n: int) -> Shape:
    pathlib.Path("drawn.txt").write_text("drawn")
    return Shape(points=[Point(x=i) for i in range(n)], file=FlyteFile("drawn.txt"))


@task
def measure(shape: Shape) -> Tuple[int, str, str]:
    return sum(p.x for p in shape.points), shape.level.value, pathlib.Path(shape.file.download()).read_text()


@task
def abscissa(p: Point) -> int:
    return p.x


@workflow
def models(n: int = 4, given: Shape = Shape(points=[Point(x=1, y=2.5)])) -> Tuple[int, str, str, int, Shape]:
    shape = draw(n=n)
    total, level, text = measure(shape=shape)
    return total, level, text, abscissa(p=shape.points[2]), given


class Plain:
    def __init__(self, v):
        self.v = v


@task
def keep(v: int) -> Tuple[Plain, List[Any], FlytePickle]:
    return Plain(v), [1, "two", {"three": 3}], {1, 2, 3}


@task
def unkeep(p: Plain, xs: List[Any], s: FlytePickle) -> Tuple[int, str, int]:
    return p.v, json.dumps(xs), len(s)


@workflow
def pickles(v: int = 5) -> Tuple[int, str, int]:
    p, xs, s = keep(v=v)
    return unkeep(p=p, xs=xs, s=s)


Narrow = StructuredDataset


@task
def tables(n: int) -> Tuple[pd.DataFrame, pa.Table, Annotated[StructuredDataset, kwtypes(a=int, b=str)], FlyteSchema]:
    df = pd.DataFrame({"a": range(n), "b": [str(i) for i in range(n)]})
    schema = FlyteSchema()
    schema.open().write(df)
    return df, pa.Table.from_pandas(df), StructuredDataset(dataframe=df), schema


@task
def sums(
    df: pd.DataFrame, table: pa.Table, narrow: Annotated[StructuredDataset, kwtypes(a=int)], schema: FlyteSchema
) -> Tuple[int, int, List[str], int]:
    columns = narrow.open(pd.DataFrame).all()
    return int(df["a"].sum()), table.num_rows, list(columns.columns), len(schema.open().all())


@task
def hashed(n: int) -> Annotated[pd.DataFrame, HashMethod(lambda df: str(len(df)))]:
    return pd.DataFrame({"a": range(n)})


@task
def csv(df: StructuredDataset) -> Annotated[StructuredDataset, "csv"]:
    return StructuredDataset(dataframe=df.open(pd.DataFrame).all())


@task
def rows(df: pd.DataFrame) -> int:
    return len(df)


@workflow
def frames(n: int = 5) -> Tuple[int, int, List[str], int, int]:
    df, table, narrow, schema = tables(n=n)
    a, b, c, d = sums(df=df, table=table, narrow=narrow, schema=schema)
    return a, b, c, d, rows(df=csv(df=hashed(n=n)))


@task
def array(n: int) -> np.ndarray:
    return np.arange(n * 2).reshape(2, n)


@task
def line(x: np.ndarray) -> Tuple[List[int], float]:
    return [int(v) for v in x[1]], float(x.mean())


@task
def lines(n: int) -> Iterator[JSON]:
    for i in range(n):
        yield {"i": i, "t": "x" * i}


@task
def total(xs: Iterator[JSON]) -> int:
    return sum(x["i"] for x in xs)


@workflow
def streams(n: int = 3) -> Tuple[List[int], float, int]:
    xs, mean = line(x=array(n=n))
    return xs, mean, total(xs=lines(n=n))


@task
def write(n: int) -> Tuple[CSVFile, FlyteDirectory, FlyteDirectory, List[FlyteFile], Dict[str, FlyteFile]]:
    pathlib.Path("t.csv").write_text("a\n" + "1\n" * n)
    for name in ("one", "many/deep"):
        pathlib.Path(name).mkdir(parents=True)
    pathlib.Path("one/only.txt").write_text("only")
    pathlib.Path("many/a b.txt").write_text("a b")
    pathlib.Path("many/deep/ü.txt").write_text("ü")
    return CSVFile("t.csv"), FlyteDirectory("one"), FlyteDirectory("many"), [FlyteFile("t.csv")], {"k": FlyteFile("one/only.txt")}


@task
def read(t: CSVFile, one: FlyteDirectory, many: FlyteDirectory, xs: List[FlyteFile], by: Dict[str, FlyteFile]) -> List[str]:
    def listed(folder):
        root = folder.download()
        return sorted(os.path.relpath(os.path.join(at, n), root) for at, _, names in os.walk(root) for n in names)

    with open(xs[0]) as opened, many.new_file("z").open("w") as _:
        text = opened.read()
    lazily = sorted(os.path.basename(str(f)) for f in FlyteDirectory.listdir(one))
    return [open(t).read(), *listed(one), *listed(many), text, open(by["k"]).read(), *lazily]


@workflow
def files(n: int = 2) -> Tuple[List[str], CSVFile, FlyteDirectory]:
    t, one, many, xs, by = write(n=n)
    return read(t=t, one=one, many=many, xs=xs, by=by), t, many


class Named(NamedTuple):
    first: int
    second: str


@task
def named(n: int) -> Named:
    return Named(first=n, second=str(n))


@task
def nothing(n: int) -> None:
    print("nothing of", n)


@workflow
def names(n: int = 2) -> Named:
    both = named(n=n)
    nothing(n=both.first)
    return Named(first=both.first, second=both.second)
