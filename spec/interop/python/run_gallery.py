"""Runs the workflows of gallery/ here and on a Flyte, and writes both ends of each to a file as JSON.

    python run_gallery.py ENDPOINT FILE [WORKFLOW ...]
"""

import asyncio
import dataclasses
import datetime
import enum
import inspect
import json
import os
import pathlib
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor

os.environ["FLYTE_LOCAL_CACHE_ENABLED"] = "false"

from flytekit.configuration import Config, PlatformConfig
from flytekit.remote import FlyteRemote

from gallery import control, kinds, values

here = str(pathlib.Path(__file__).parent)
# Where flytekit does not run a workflow here, or knows less here, what must come out of it.
cases = {
    values: {
        "unions": None,
        "moments": None,
        "nestings": None,
        "dicts": None,
        "records": None,
        "models": None,
        "pickles": None,
        "frames": None,
        "streams": None,
        "files": None,
        "names": None,
    },
    control: {
        "branches": None,
        "decided": None,
        "maps": None,
        "orders": None,
        "imperative": None,
        "plans": None,
        "failing": "broken with 4",
        "hasty": None,
    },
    kinds: {
        "shells": None,
        "containers": [6.0, "box true hello", 7, True, "TEXT\none\ntwo\n", ["one", "two"]],
        "images": ["1 1", 2, 7, 4, 4],
        "secrets": [5, 4],
        "decks": None,
        "checkpoints": None,
        "contexts": ["flytesnacks", "development", True, True],
    },
}
inputs = {"imperative": {"x": 3}, "hasty": {"x": 3}}


def plain(value):
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (datetime.datetime, datetime.date, datetime.timedelta)):
        return str(value)
    if hasattr(value, "model_dump"):
        return plain(value.model_dump())
    if dataclasses.is_dataclass(value) and not hasattr(value, "__fspath__"):
        return plain(dataclasses.asdict(value))
    if hasattr(value, "__fspath__"):
        path = pathlib.Path(value)
        if path.is_dir():
            return {str(file.relative_to(path)): file.read_text() for file in sorted(path.rglob("*")) if file.is_file()}
        return path.read_text()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def run_here(entity, given):
    os.chdir(tempfile.mkdtemp())
    ended = entity(**given)
    return plain(asyncio.run(ended) if inspect.isawaitable(ended) else ended)


def run_there(module, name):
    entity, given = getattr(module, name), inputs.get(name, {})
    registered = remote.register_script(entity, source_path=here, module_name=module.__name__, version="gallery")
    # What an eager task registers is there already, the second time.
    for _ in range(2 if name == "hasty" else 1):
        execution = remote.execute(registered, inputs=given, wait=False, type_hints=entity.python_interface.inputs)
        execution = remote.wait(execution, poll_interval=datetime.timedelta(seconds=0.5), sync_nodes=True)
    error, kinds_of_outputs = execution.closure.error, entity.python_interface.outputs
    outputs = {} if error else {key: plain(execution.outputs.get(key, kind)) for key, kind in kinds_of_outputs.items()}
    logs = [
        urllib.request.urlopen(log.uri).read().decode()
        for node in execution.node_executions.values()
        for task in node.task_executions or []
        for log in getattr(task, "closure", execution.closure).__dict__.get("_logs") or []
    ]
    return {
        "outputs": list(outputs.values()),
        "error": error and error.message,
        "logs": "\n".join(logs),
        "decks": sum(bool(node.closure.deck_uri) for node in execution.node_executions.values()),
    }


remote = FlyteRemote(
    Config(platform=PlatformConfig(endpoint=sys.argv[1], insecure=True)),
    default_project="flytesnacks",
    default_domain="development",
)
chosen = [(module, name) for module, names in cases.items() for name in names if name in (sys.argv[3:] or names)]


def expected(module, name):
    if cases[module][name] is not None:
        return cases[module][name]
    ended = run_here(getattr(module, name), inputs.get(name, {}))
    return ended if isinstance(ended, list) and len(getattr(module, name).python_interface.outputs) > 1 else [ended]


def attempt(case):
    try:
        return run_there(*case)
    except Exception as failure:
        return {"raised": f"{type(failure).__name__}: {failure}"}


seen = {name: {"expected": expected(module, name)} for module, name in chosen}
with ThreadPoolExecutor(3) as pool:
    for (_, name), end in zip(chosen, pool.map(attempt, chosen)):
        seen[name].update(end)
pathlib.Path(sys.argv[2]).write_text(json.dumps(seen))
