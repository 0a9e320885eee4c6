"""Uses everything that FlyteRemote offers against a control plane, and writes what came of it to FOLDER/seen.json.

    python remote_features.py ENDPOINT FOLDER
"""

import datetime
import json
import os
import pathlib
import sys

import pandas as pd
from flytekit import CronSchedule, Email, LaunchPlan, WorkflowExecutionPhase
from flytekit import reference_launch_plan, reference_task, reference_workflow
from flytekit.configuration import Config, ImageConfig, PlatformConfig, SerializationSettings
from flytekit.core.options import Options
from flytekit.models.common import Annotations, Labels
from flytekit.remote import FlyteRemote
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile

from gallery import control, gates, kinds, values

endpoint, folder = sys.argv[1:]
here = str(pathlib.Path(__file__).parent)
place = {"project": "flytesnacks", "domain": "development"}
remote = FlyteRemote(
    Config(platform=PlatformConfig(endpoint=endpoint, insecure=True)),
    default_project=place["project"],
    default_domain=place["domain"],
)
settings = SerializationSettings(image_config=ImageConfig.auto(img_name="example/image:1"), version="plain", **place)
soon = datetime.timedelta(seconds=0.3)
seen = {}


def ended(entity, inputs, **more):
    return remote.wait(remote.execute(entity, inputs=inputs, wait=False, **more), poll_interval=soon)


def only(execution):
    return execution.outputs["o0"]


def signal_of(run, name):
    while name not in [signal.id.signal_id for signal in remote.list_signals(run)]:
        remote.sync_execution(remote.fetch_execution(name=run))


def script(entity, module, version="s1"):
    return remote.register_script(entity, source_path=here, module_name=module, version=version)


# What is registered, and fetched.
seen["task"] = remote.register_task(control.square, settings, version="plain").id.version
seen["workflow"] = remote.register_workflow(control.doubled, settings, version="plain").id.version
seen["fast"] = remote.fast_register_workflow(control.doubled, settings, version="fast").id.version
plan = LaunchPlan.get_or_create(
    control.doubled,
    name="features.plan",
    default_inputs={"x": 4},
    schedule=CronSchedule(schedule="*/5 * * * *"),
    notifications=[Email(phases=[WorkflowExecutionPhase.FAILED], recipients_email=["nobody@example.com"])],
    labels=Labels({"team": "one"}),
)
remote.register_launch_plan(plan, version="plain", **place)
seen["active before"] = remote.fetch_active_launchplan(name="features.plan") is not None
remote.activate_launchplan(remote.fetch_launch_plan(name="features.plan", version="plain").id)
seen["active after"] = remote.fetch_active_launchplan(name="features.plan").id.version
seen["latest"] = remote.fetch_workflow(name="gallery.control.doubled").id.version
seen["lazy"] = remote.fetch_task_lazy(name="gallery.control.square", version="plain").entity.id.version
script(control.plans, "gallery.control")
script(kinds.containers, "gallery.kinds")
script(values.frames, "gallery.values")
signed = script(gates.signed, "gallery.gates")


# What is executed: of the server's, and of here, by its version or by reference.
@reference_task(name="gallery.control.add", version="s1", **place)
def add(a: int, b: int) -> int:
    return 0


@reference_workflow(name="gallery.control.doubled", version="s1", **place)
def doubled(x: int) -> int:
    return 0


@reference_launch_plan(name="gallery.doubled_plan", version="s1", **place)
def planned(x: int) -> int:
    return 0


options = Options(labels=Labels({"q": "w"}), annotations=Annotations({"e": "r"}), max_parallelism=2)
seen["remote task"] = only(ended(remote.fetch_task(name="gallery.control.add", version="s1"), {"a": 1, "b": 2}))
seen["local task"] = only(ended(control.add, {"a": 1, "b": 9}, version="s1"))
seen["local plan"] = only(ended(control.doubled_plan, {"x": 3}, version="s1", execution_name="named"))
tried = ended(control.doubled, {"x": 9}, version="s1", options=options, tags=["t"], envs={"A": "B"}, overwrite_cache=True)
seen["local workflow"] = only(tried)
seen["options"] = [tried.spec.labels.values, tried.spec.annotations.values, tried.spec.max_parallelism, list(tried.spec.tags)]
seen["reference task"] = only(ended(add, {"a": 3, "b": 4}))
seen["reference workflow"] = only(ended(doubled, {"x": 4}))
seen["reference plan"] = only(ended(planned, {"x": 4}))

# Values that are uploaded.
note = pathlib.Path(folder, "note.txt")
note.write_text("noted")
pathlib.Path(folder, "two").mkdir()
pathlib.Path(folder, "one").mkdir()
pathlib.Path(folder, "one", "only").write_text("only")
for name in ("a", "b"):
    pathlib.Path(folder, "two", name).write_text(name)
reads = {"f": FlyteFile(str(note)), "d": FlyteDirectory(os.path.join(folder, "two"))}
shouted = ended(remote.fetch_task(name="gallery.upper", version="s1"), reads)
seen["uploaded"] = pathlib.Path(shouted.outputs.get("g", FlyteFile).download()).read_text()
alone = {"f": FlyteFile(str(note)), "d": FlyteDirectory(os.path.join(folder, "one"))}
shouted_alone = ended(remote.fetch_task(name="gallery.upper", version="s1"), alone)
seen["uploaded alone"] = pathlib.Path(shouted_alone.outputs.get("g", FlyteFile).download()).read_text()
listed = ended(remote.fetch_task(name="gallery.kinds.listed", version="s1"), {"d": alone["d"]})
seen["listed alone"] = only(listed)
table = {"df": pd.DataFrame({"a": [1, 2, 3]})}
seen["table"] = only(ended(remote.fetch_task(name="gallery.values.rows", version="s1"), table))
remote.download(shouted.outputs, os.path.join(folder, "downloaded"))
seen["downloaded"] = [file.name for file in pathlib.Path(folder, "downloaded").rglob("*") if file.is_file()]

# What waits for people.
remote.execute(signed, inputs={"a": 2}, execution_name="gated", wait=False)
signal_of("gated", "number")
remote.set_input("number", "gated", 5, python_type=int)
signal_of("gated", "allowed")
remote.approve("allowed", "gated")
signal_of("gated", "title")
remote.set_signal("title", "gated", "it", python_type=str)
gated = remote.wait(remote.fetch_execution(name="gated"), poll_interval=soon, sync_nodes=True)
seen["gated"] = [gated.outputs["o0"], gated.outputs["o1"], sorted(gated.node_executions)]
left = remote.execute(signed, inputs={"a": 1}, wait=False)
remote.terminate(left, "not needed")
seen["terminated"] = remote.sync(remote.fetch_execution(name=left.id.name)).closure.abort_metadata.cause

# What is listed, measured, and addressed.
of_node = "flyte://v1/flytesnacks/development/gated/n1"
seen["got"] = [remote.get(f"{of_node}/i").get("b", int), remote.get(f"{of_node}/o").get("o0", int)]
seen["span"] = "gated" in str(remote.get_execution_metrics(gated.id))
seen["recent"] = len(remote.recent_executions(limit=3))
seen["tasks"] = len(remote.list_tasks_by_version("plain")) > 0
seen["projects"] = sorted(project.id for project in remote.list_projects())
seen["domains"] = [domain.id for domain in remote.get_domains()]
seen["console"] = remote.generate_console_url(gated).removeprefix(f"http://{endpoint}")
day = datetime.datetime(2024, 1, 1)
window = {"from_date": day, "to_date": day + datetime.timedelta(minutes=12)}
filled = {"launchplan": "features.plan", "launchplan_version": "plain", "version": "filled", "parallel": True}
seen["backfill"] = remote.launch_backfill(**place, **window, **filled, execute=False).id.version
pathlib.Path(folder, "seen.json").write_text(json.dumps(seen))
