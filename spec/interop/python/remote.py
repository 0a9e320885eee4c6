"""Drives a control plane with FlyteRemote as a user would, and prints what it saw as one JSON value."""

import datetime
import json
import pathlib
import sys

from flytekit.configuration import Config, ImageConfig, PlatformConfig, SerializationSettings
from flytekit.exceptions.user import FlyteInvalidInputException
from flytekit.remote import FlyteRemote

import pipelines

endpoint = sys.argv[1]
scope = {"project": "flytesnacks", "domain": "development"}
platform = PlatformConfig(endpoint=endpoint, insecure=True)
remote = FlyteRemote(Config(platform=platform), default_project=scope["project"], default_domain=scope["domain"])
settings = SerializationSettings(image_config=ImageConfig.auto(img_name="example/image:1"), version="v1", **scope)


def run(entity, inputs):
    execution = remote.execute(entity, inputs=inputs, wait=False)
    execution = remote.wait(execution, poll_interval=datetime.timedelta(milliseconds=100), sync_nodes=True)
    return {
        "phase": int(execution.closure.phase),
        "outputs": {name: execution.outputs[name] for name in execution.outputs.literals},
        "nodes": {
            name: {
                "phase": int(node.closure.phase),
                "tasks": len(node.task_executions or []),
                "children": sorted(child.id.node_id for child in node._underlying_node_executions or []),
                "runs": len(node.workflow_executions or []),
            }
            for name, node in execution.node_executions.items()
        },
    }


def register(workflow):
    return remote.register_workflow(workflow, serialization_settings=settings, version="v1")


seen = {
    "chain": run(register(pipelines.chain), {"a": 1}),
    "outer": run(register(pipelines.outer), {"a": 1}),
    "mapped": run(register(pipelines.mapped), {"xs": [1, 2, 3]}),
}
register(pipelines.chain)
remote.register_launch_plan(pipelines.fixed, version="v1", **scope)
seen["with_plan"] = run(register(pipelines.with_plan), {})
seen["task"] = run(remote.fetch_task(name="pipelines.inc", version="v1"), {"a": 41})
seen["versions"] = [task.id.version for task in remote.list_tasks_by_version("v1", limit=10)]
seen["recent"] = len(remote.recent_executions(limit=10))
digest, uri = remote.upload_file(pathlib.Path(__file__))
seen["uploaded"] = uri.endswith("/remote.py")
try:
    remote.execute(remote.fetch_launch_plan(name="chain_fixed", version="v1"), inputs={"a": 1})
except (FlyteInvalidInputException, ValueError, AssertionError) as refused:
    seen["refused"] = type(refused).__name__
print(json.dumps(seen))
