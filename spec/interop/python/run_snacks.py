"""Registers snacks.py by FlyteRemote, runs it with sync_nodes=True, and writes what came of it to a file as JSON."""

import datetime
import json
import pathlib
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from flytekit.configuration import Config, PlatformConfig
from flytekit.remote import FlyteRemote

import snacks

here = str(pathlib.Path(__file__).parent)
remote = FlyteRemote(
    Config(platform=PlatformConfig(endpoint=sys.argv[1], insecure=True)),
    default_project="flytesnacks",
    default_domain="development",
)
half = datetime.timedelta(seconds=0.5)


def plain(value):
    if hasattr(value, "__fspath__") and not isinstance(value, str):
        return pathlib.Path(value).read_text()
    if isinstance(value, (int, float, str, list, dict)):
        return value
    return str(value)


def run(entity, inputs):
    registered = remote.register_script(entity, source_path=here, module_name="snacks")
    execution = remote.execute(registered, inputs=inputs, wait=False, type_hints=entity.python_interface.inputs)
    execution = remote.wait(execution, poll_interval=half, sync_nodes=True)
    closure, kinds = execution.closure, entity.python_interface.outputs
    return {
        "phase": int(closure.phase),
        "error": closure.error.message if closure.error else None,
        "outputs": {name: plain(execution.outputs.get(name, kind)) for name, kind in kinds.items()}
        if closure.error is None
        else {},
        "nodes": {name: int(node.closure.phase) for name, node in execution.node_executions.items()},
        "children": {
            name: sorted(child.id.node_id for child in node._underlying_node_executions or [])
            for name, node in execution.node_executions.items()
            if node._underlying_node_executions
        },
        "logs": [
            urllib.request.urlopen(log.uri).read().decode()
            for node in execution.node_executions.values()
            for task in node.task_executions or []
            # Of a mapped step flytekit keeps a list here.
            for log in getattr(task, "closure", closure).__dict__.get("_logs") or []
        ],
        "cache": [
            node.closure.task_node_metadata.cache_status
            for name, node in sorted(execution.node_executions.items())
            if node.closure.task_node_metadata
        ],
        "decks": [bool(node.closure.deck_uri) for node in execution.node_executions.values()],
    }


cases = {
    "records": {"a": 6},
    "data": {"n": 3},
    "logic": {"n": 3},
    "careful": {"x": 1},
    "pickles": {"v": 8},
    "failing": {"x": 1},
    "decked": {"x": 2},
    "hasty": {"x": 3},
}
with ThreadPoolExecutor(3) as pool:
    ends = pool.map(lambda case: run(getattr(snacks, case[0]), case[1]), cases.items())
seen = dict(zip(cases, ends))
pathlib.Path(sys.argv[2]).write_text(json.dumps(seen))
