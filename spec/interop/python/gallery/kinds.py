"""Kinds of tasks and what tasks are given: shells, raw containers, images, secrets, decks, checkpoints, context."""

import os
import pathlib
from typing import Dict, List, Tuple

import flytekit
from flytekit import (
    Cache,
    ContainerTask,
    Deck,
    ImageSpec,
    PodTemplate,
    Resources,
    Secret,
    current_context,
    kwtypes,
    task,
    workflow,
)
from flytekit.exceptions.user import FlyteRecoverableException
from flytekit.extras.accelerators import T4
from flytekit.extras.tasks.shell import OutputLocation, ShellTask
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile

concat = ShellTask(
    name="gallery.concat",
    debug=True,
    script="""
set -e
cat {inputs.x} > {outputs.both}
echo "and {inputs.word}" >> {outputs.both}
""",
    inputs=kwtypes(x=FlyteFile, word=str),
    output_locs=[OutputLocation(var="both", var_type=FlyteFile, location="both_{inputs.word}.txt")],
)


@task
def write(text: str) -> FlyteFile:
    pathlib.Path("text.txt").write_text(text)
    return FlyteFile("text.txt")


@task
def read(f: FlyteFile) -> str:
    return open(f).read()


@workflow
def shells(text: str = "first\n", word: str = "second") -> str:
    return read(f=concat(x=write(text=text), word=word))


area = ContainerTask(
    name="gallery.area",
    image="python:3.12-slim",
    input_data_dir="/var/inputs",
    output_data_dir="/var/outputs",
    inputs=kwtypes(a=float, b=float, name=str, on=bool),
    outputs=kwtypes(area=float, label=str, whole=int, yes=bool),
    command=[
        "sh",
        "-c",
        "awk -v a={{.inputs.a}} -v b=$(cat /var/inputs/b) 'BEGIN {print a * b}' > /var/outputs/area;"
        " echo \"{{.inputs.name}} $(cat /var/inputs/on) $GREETING\" > /var/outputs/label;"
        " echo 7 > /var/outputs/whole; echo true > /var/outputs/yes",
    ],
    environment={"GREETING": "hello"},
    requests=Resources(cpu="100m"),
)
upper = ContainerTask(
    name="gallery.upper",
    image="alpine:3",
    input_data_dir="/in",
    output_data_dir="/out",
    inputs=kwtypes(f=FlyteFile, d=FlyteDirectory),
    outputs=kwtypes(g=FlyteFile),
    command=["sh", "-c", "tr a-z A-Z < /in/f > /out/g; ls /in/d >> /out/g"],
)
echoed = ContainerTask(
    name="gallery.echoed",
    image="alpine",
    inputs=kwtypes(word=str),
    command=["echo", "{{.inputs.word}}", "{{.inputs.word}}"],
)


@task
def folder() -> FlyteDirectory:
    pathlib.Path("d").mkdir()
    pathlib.Path("d/one").write_text("1")
    pathlib.Path("d/two").write_text("2")
    return FlyteDirectory("d")


@task
def listed(d: FlyteDirectory) -> List[str]:
    return sorted(os.listdir(d))


@workflow
def containers(a: float = 1.5, text: str = "text\n") -> Tuple[float, str, int, bool, str, List[str]]:
    first, label, whole, yes = area(a=a, b=4.0, name="box", on=True)
    echoed(word=label)
    return first, label, whole, yes, read(f=upper(f=write(text=text), d=folder())), listed(d=folder())


image = ImageSpec(builder="noop", base_image="ghcr.io/example/built:1")
template = PodTemplate(primary_container_name="primary", labels={"a": "b"}, annotations={"c": "d"})


@task(container_image="ghcr.io/example/other:7", environment={"FIRST": "1"})
def other_image(x: int) -> str:
    return f"{x} {os.environ['FIRST']}"


@task(pod_template=template, requests=Resources(cpu="1", mem="1Gi"), limits=Resources(mem="2Gi", gpu="0"))
def pod(x: int) -> int:
    return x + 1


@task(container_image=image)
def specified(x: int) -> int:
    return x + 4


@task(resources=Resources(cpu=("1", "2"), mem="500Mi"), accelerator=T4, shared_memory=True, labels={"k": "v"})
def heavy(x: int) -> int:
    return x + 2


@task(cache=Cache(version="1", ignored_inputs=("seed",), serialize=True), retries=1, timeout=300, interruptible=True)
def cautious(x: int, seed: int) -> int:
    return x + 3


@workflow
def images(x: int = 1) -> Tuple[str, int, int, int, int]:
    first = cautious(x=x, seed=1)
    second = cautious(x=x, seed=2)
    first >> second
    return other_image(x=x), pod(x=x), specified(x=heavy(x=x)), first, second


@task(secret_requests=[Secret(group="billing", key="token"), Secret(group="billing", key="cert", group_version="v2", mount_requirement=Secret.MountType.FILE)])
def secret() -> Tuple[int, int]:
    secrets = current_context().secrets
    return len(secrets.get("billing", "token")), len(secrets.get("billing", "cert", group_version="v2"))


@workflow
def secrets() -> Tuple[int, int]:
    return secret()


@task(enable_deck=True, deck_fields=[])
def decked(x: int) -> int:
    Deck("mine", f"<b>deck of {x}</b>")
    current_context().default_deck.append("<i>default</i>")
    return x


@workflow
def decks(x: int = 2) -> int:
    return decked(x=x)


@task(retries=3)
def resumed(n: int) -> int:
    checkpoint = current_context().checkpoint
    before = checkpoint.read()
    done = int(before.decode()) if before else 0
    for step in range(done, n):
        checkpoint.write(str(step + 1).encode())
        if step % 2 == 1 and os.environ.get("FLYTE_ATTEMPT_NUMBER") is not None and step + 1 < n:
            raise FlyteRecoverableException(f"lost after {step + 1}")
    return n


@workflow
def checkpoints(n: int = 5) -> int:
    return resumed(n=n)


@task
def context() -> Tuple[str, str, bool, bool]:
    ctx = current_context()
    scratch = pathlib.Path(ctx.working_directory)
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "probe").write_text("x")
    ctx.logging.info("told")
    ctx.stats.incr("counted")
    remote = flytekit.FlyteContextManager.current_context().file_access.put_raw_data(str(scratch / "probe"))
    return ctx.execution_id.project, ctx.execution_id.domain, pathlib.Path(remote).exists(), ctx.task_id is not None


@workflow
def contexts() -> Tuple[str, str, bool, bool]:
    return context()
