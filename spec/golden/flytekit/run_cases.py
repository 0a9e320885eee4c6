#!/usr/bin/env python3
"""Runs the `cases` of every .json of this folder against a Flyte endpoint and compares with `expected`.

    python run_cases.py --endpoint 127.0.0.1:PORT [--only workflows.scalars]... [--case NAME]... [--record DIR] [--real]

Needs grpcio and flyteidl 1.16 (pandas and pyarrow too, to look into tables). The endpoint is gRPC in plain text without auth,
has the project flytesnacks, and runs tasks with the Python of README.md on PATH and this folder on PYTHONPATH.

One line a case: `same MODULE CASE seconds` or `differs …` with what differs below; the last line is `N passed, N failed`; the
exit status is 1 when one failed. `--real` also compares with what a real Flyte reported (real/*.json). Start on a fresh
server: the cache of an earlier run changes what `caching` sees.
"""

import argparse
import base64
import hashlib
import json
import math
import re
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlparse

import grpc
from flyteidl.admin import execution_pb2, launch_plan_pb2, node_execution_pb2, task_execution_pb2, task_pb2
from flyteidl.admin import signal_pb2, workflow_pb2
from flyteidl.core import identifier_pb2, literals_pb2
from flyteidl.service import admin_pb2_grpc, dataproxy_pb2, dataproxy_pb2_grpc, signal_pb2_grpc
from google.protobuf.json_format import MessageToDict, ParseDict

HERE = Path(__file__).resolve().parent
ANY, ROOT = "${ANY}", "${GOLDEN}"
ENDED = ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")


class Unfinished(Exception):
    """A case that could not be brought to its end."""


def to_json(message):
    return MessageToDict(message)


def in_order(item):
    """JSON with its keys sorted: the order of a map's entries in a message is nobody's promise."""
    return json.loads(json.dumps(item, sort_keys=True))


class Endpoint:
    """The calls the cases need."""

    def __init__(self, address, wait=30.0):
        self.wait = wait
        self.channel = grpc.insecure_channel(address, [("grpc.max_receive_message_length", 64 << 20)])
        self.admin = admin_pb2_grpc.AdminServiceStub(self.channel)
        self.signals = signal_pb2_grpc.SignalServiceStub(self.channel)
        self.data = dataproxy_pb2_grpc.DataProxyServiceStub(self.channel)

    def register(self, entity):
        id = ParseDict(entity["id"], identifier_pb2.Identifier())
        body = base64.b64decode(entity["base64"])
        kind = entity["kind"]
        admin = self.admin
        create, request, spec = {
            "TASK": (admin.CreateTask, task_pb2.TaskCreateRequest, task_pb2.TaskSpec),
            "WORKFLOW": (admin.CreateWorkflow, workflow_pb2.WorkflowCreateRequest, workflow_pb2.WorkflowSpec),
            "LAUNCH_PLAN": (admin.CreateLaunchPlan, launch_plan_pb2.LaunchPlanCreateRequest, launch_plan_pb2.LaunchPlanSpec),
        }[kind]
        try:
            create(request(id=id, spec=spec.FromString(body)), timeout=self.wait)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.ALREADY_EXISTS:
                raise Unfinished(f"{kind} {entity['name']} is refused: {error.code().name} {error.details()}")

    def upload(self, path, project, domain):
        """Where the file lies for tasks, after it has been put there as a client does it."""
        body = path.read_bytes()
        md5 = hashlib.md5(body).digest()
        request = dataproxy_pb2.CreateUploadLocationRequest(
            project=project, domain=domain, filename=path.name, content_md5=md5
        )
        place = self.data.CreateUploadLocation(request, timeout=self.wait)
        headers = {"Content-MD5": base64.b64encode(md5).decode(), "Content-Type": "application/octet-stream", **place.headers}
        headers.pop("Content-Length", None)  # the real server says the length of the MD5
        put = urllib.request.Request(place.signed_url, data=body, method="PUT", headers=headers)
        with urllib.request.urlopen(put, timeout=self.wait):
            return place.native_url

    def fetch(self, uri):
        """The bytes at a uri that an execution has left."""
        if "://" not in uri or uri.startswith("file://"):
            return Path(unquote(urlparse(uri).path)).read_bytes()
        place = self.data.CreateDownloadLocation(dataproxy_pb2.CreateDownloadLocationRequest(native_url=uri), timeout=self.wait)
        with urllib.request.urlopen(place.signed_url, timeout=self.wait) as answer:
            return answer.read()

    def execution(self, id):
        return self.admin.GetExecution(execution_pb2.WorkflowExecutionGetRequest(id=id), timeout=self.wait)

    def outputs(self, id):
        data = self.admin.GetExecutionData(execution_pb2.WorkflowExecutionGetDataRequest(id=id), timeout=self.wait)
        return data.full_outputs

    def pages(self, call, request, items):
        found = []
        while True:
            answer = call(request, timeout=self.wait)
            found += getattr(answer, items)
            if not answer.token or not getattr(answer, items):
                return found
            request.token = answer.token

    def nodes(self, id, parent=""):
        request = node_execution_pb2.NodeExecutionListRequest(workflow_execution_id=id, limit=100, unique_parent_id=parent)
        return self.pages(self.admin.ListNodeExecutions, request, "node_executions")

    def node(self, id):
        return self.admin.GetNodeExecution(node_execution_pb2.NodeExecutionGetRequest(id=id), timeout=self.wait)

    def tasks(self, node_id):
        request = task_execution_pb2.TaskExecutionListRequest(node_execution_id=node_id, limit=100)
        return sorted(self.pages(self.admin.ListTaskExecutions, request, "task_executions"), key=lambda t: t.id.retry_attempt)

    def waiting_signals(self, id):
        request = signal_pb2.SignalListRequest(workflow_execution_id=id, limit=100)
        return {signal.id.signal_id for signal in self.pages(self.signals.ListSignals, request, "signals")}

    def terminate(self, id, cause):
        self.admin.TerminateExecution(execution_pb2.ExecutionTerminateRequest(id=id, cause=cause), timeout=self.wait)


# --- what an execution has become -------------------------------------------------------------------------------------


def phase_name(enum, number):
    return enum.Name(number)


def error_of(closure):
    if not closure.HasField("error"):
        return None
    error = closure.error
    return {"code": error.code, "kind": error.ErrorKind.Name(error.kind), "message": error.message}


def without_nothing(row):
    return {key: value for key, value in row.items() if key == "attempt" or value not in (None, "", [], 0)}


def task_row(task):
    from flyteidl.core import execution_pb2 as core

    return without_nothing(
        {
            "attempt": task.id.retry_attempt,
            "task": task.id.task_id.name,
            "phase": core.TaskExecution.Phase.Name(task.closure.phase),
            "error": error_of(task.closure),
            "external_resources": len(task.closure.metadata.external_resources),
        }
    )


def node_rows(endpoint, id, parent="", depth=0):
    from flyteidl.core import catalog_pb2, execution_pb2 as core

    rows = []
    for listed in endpoint.nodes(id, parent):
        node = endpoint.node(listed.id)  # lists cut error messages short
        closure = node.closure
        row = {
            "id": node.id.node_id,
            "spec_node_id": node.metadata.spec_node_id,
            "phase": core.NodeExecution.Phase.Name(closure.phase),
            "is_parent": node.metadata.is_parent_node,
            "is_dynamic": node.metadata.is_dynamic,
            "is_array": node.metadata.is_array,
            "retry_group": node.metadata.retry_group,
            "error": error_of(closure),
            "tasks": [task_row(task) for task in endpoint.tasks(node.id)],
        }
        if closure.WhichOneof("target_metadata") == "task_node_metadata" and closure.task_node_metadata.cache_status:
            row["cache"] = catalog_pb2.CatalogCacheStatus.Name(closure.task_node_metadata.cache_status)
        if closure.WhichOneof("target_metadata") == "workflow_node_metadata" and depth < 5:
            row["launched"] = report(endpoint, closure.workflow_node_metadata.executionId, depth + 1)
        if node.metadata.is_parent_node or node.metadata.is_dynamic:
            row["children"] = node_rows(endpoint, id, node.id.node_id, depth)
        rows.append(without_nothing(row))
    return sorted(rows, key=lambda row: row["id"])


def report(endpoint, id, depth=0):
    from flyteidl.core import execution_pb2 as core

    execution = endpoint.execution(id)
    closure = execution.closure
    succeeded = closure.phase == core.WorkflowExecution.SUCCEEDED
    row = {
        "launch_plan": execution.spec.launch_plan.name,
        "phase": core.WorkflowExecution.Phase.Name(closure.phase),
        "error": error_of(closure),
        "abort": {"cause": closure.abort_metadata.cause} if closure.HasField("abort_metadata") else None,
        "seconds": closure.duration.ToTimedelta().total_seconds(),
        "outputs": in_order(to_json(endpoint.outputs(id)).get("literals", {})) if succeeded else None,
        "nodes": node_rows(endpoint, id, "", depth),
    }
    return without_nothing(row)


def flat(rows):
    for row in rows:
        yield row
        yield from flat(row.get("children", []))


# --- one case ---------------------------------------------------------------------------------------------------------


def literal(value, type):
    primitive = {
        "STRING": lambda: {"stringValue": value},
        "BOOLEAN": lambda: {"boolean": value},
        "INTEGER": lambda: {"integer": str(value)},
        "FLOAT": lambda: {"floatValue": value},
    }[type]()
    return ParseDict({"scalar": {"primitive": primitive}}, literals_pb2.Literal())


def gates(module):
    """The signal ids that the module's workflows wait for."""
    found = set()

    def walk(item):
        if isinstance(item, dict):
            for key in ("signal", "approve"):
                inner = item.get(key)
                if isinstance(inner, dict) and "signalId" in inner:
                    found.add(inner["signalId"])
            for value in item.values():
                walk(value)
        elif isinstance(item, list):
            for value in item:
                walk(value)

    walk([entity["json"] for entity in module["entities"]])
    return found


class Run:
    """One case on its way from launch to verdict."""

    def __init__(self, endpoint, module, case, timeout, stopping):
        self.endpoint, self.module, self.case, self.stopping = endpoint, module, case, stopping
        self.until = time.monotonic() + timeout
        self.id = None
        self.differences = []
        self.result = {}

    def differ(self, what, want, got):
        self.differences.append(f"{what}: want {short(want)}, got {short(got)}")

    def inputs(self):
        """The case's inputs; files of this folder that they name are uploaded first."""
        settings, text = self.module["settings"], json.dumps(self.case["inputs"]["json"])
        names = sorted(set(re.findall(re.escape(ROOT) + r'/([^"]+)', text)))
        if not names:
            return literals_pb2.LiteralMap.FromString(base64.b64decode(self.case["inputs"]["base64"]))
        for name in names:
            place = self.endpoint.upload(HERE / name, settings["project"], settings["domain"])
            text = text.replace(f"{ROOT}/{name}", place)
        return ParseDict(json.loads(text), literals_pb2.LiteralMap())

    def launch(self):
        """The execution's id, or None when the endpoint refuses it."""
        settings = self.module["settings"]
        plan = {
            "resourceType": "LAUNCH_PLAN", "project": settings["project"], "domain": settings["domain"],
            "name": self.case["launch_plan"], "version": settings["version"],
        }
        spec = ParseDict({"launchPlan": plan, "metadata": {}, **self.case.get("spec", {})}, execution_pb2.ExecutionSpec())
        request = execution_pb2.ExecutionCreateRequest(
            project=settings["project"], domain=settings["domain"], spec=spec, inputs=self.inputs()
        )
        try:
            self.id = self.endpoint.admin.CreateExecution(request, timeout=self.endpoint.wait).id
            return self.id
        except grpc.RpcError as error:
            self.result = {"rejected": {"code": error.code().name, "message": error.details()}}
            return None

    def phase(self):
        from flyteidl.core import execution_pb2 as core

        return core.WorkflowExecution.Phase.Name(self.endpoint.execution(self.id).closure.phase)

    def pause(self, what):
        if self.stopping.is_set():
            raise Unfinished("interrupted")
        if time.monotonic() > self.until:
            raise Unfinished(f"out of time while it waits for {what} ({self.phase()})")
        time.sleep(0.5)

    def step(self, step):
        if "terminate" in step:
            while self.phase() not in ("RUNNING", *ENDED):
                self.pause("the execution to run")
            return self.endpoint.terminate(self.id, step["terminate"])
        if step["signal"] in gates(self.module):
            while step["signal"] not in self.endpoint.waiting_signals(self.id):
                if self.phase() in ENDED:
                    raise Unfinished(f"the execution ended before it asked for {step['signal']}")
                self.pause(f"the gate {step['signal']}")
        id = identifier_pb2.SignalIdentifier(signal_id=step["signal"], execution_id=self.id)
        request = signal_pb2.SignalSetRequest(id=id, value=literal(step["value"], step["type"]))
        code, message = None, ""
        try:
            self.endpoint.signals.SetSignal(request, timeout=self.endpoint.wait)
        except grpc.RpcError as error:
            code, message = error.code().name, error.details()
            self.result.setdefault("refused_signals", []).append({"signal": step["signal"], "code": code, "message": message})
        if code != step.get("rejected"):
            got = f"{code} {message}" if code else "accepted"
            self.differ(f"signal {step['signal']}", step.get("rejected") or "accepted", got)

    def run(self):
        expected = self.case["expected"]
        want = expected.get("rejected")
        if self.launch() is None:
            if self.result["rejected"]["code"] != want:
                self.differ("CreateExecution", want or "accepted", self.result["rejected"])
            return
        if want:
            self.differ("CreateExecution", want, "accepted")
        for step in self.case.get("steps", []):
            self.step(step)
        while self.phase() not in ENDED:
            self.pause("the end")
        self.result.update(self.settled())
        self.compare(expected)

    def settled(self):
        """The report, once two readings agree: rows may still arrive after the execution's last event."""
        before = None
        for _ in range(6):
            now = report(self.endpoint, self.id)
            if now == before:
                break
            before = now
            time.sleep(1)
        return now

    def compare(self, expected):
        got, nodes = self.result, {row["id"]: row for row in flat(self.result.get("nodes", []))}
        if "phase" in expected and got["phase"] != expected["phase"]:
            self.differ("phase", expected["phase"], [got["phase"], got.get("error")])
        if "outputs" in expected and got["phase"] == "SUCCEEDED":
            unequal(expected["outputs"]["json"].get("literals", {}), got.get("outputs", {}), "outputs", self.differ)
        if "error" in expected:
            self.compare_error(expected["error"], got.get("error") or {})
        for node, phases in expected.get("attempts", {}).items():
            seen = [task["phase"] for task in nodes.get(node, {}).get("tasks", [])]
            if seen != phases:
                self.differ(f"attempts of {node}", phases, seen)
        for node, phase in expected.get("nodes", {}).items():
            if nodes.get(node, {}).get("phase") != phase:
                self.differ(f"node {node}", phase, nodes.get(node, {}).get("phase"))
        for node, status in expected.get("cache", {}).items():
            if nodes.get(node, {}).get("cache") != status:
                self.differ(f"cache of {node}", status, nodes.get(node, {}).get("cache"))
        if "abort" in expected and (got.get("abort") or {}).get("cause") != expected["abort"]["cause"]:
            self.differ("abort", expected["abort"], got.get("abort"))
        if got.get("seconds", 0) < expected.get("least_seconds", 0):
            self.differ("seconds", f"at least {expected['least_seconds']}", got.get("seconds"))
        if got["phase"] == "SUCCEEDED":
            for path, content in expected.get("contents", {}).items():
                self.compare_content(path, content, got.get("outputs", {}))

    def compare_error(self, want, got):
        if "code" in want and got.get("code") != want["code"]:
            self.differ("error code", want["code"], got.get("code"))
        if "code_prefix" in want and not got.get("code", "").startswith(want["code_prefix"]):
            self.differ("error code", want["code_prefix"] + "…", got.get("code"))
        if "kind" in want and got.get("kind") != want["kind"]:
            self.differ("error kind", want["kind"], got.get("kind"))
        for part in want.get("message_contains", []):
            if part not in got.get("message", ""):
                self.differ("error message", part, got.get("message"))

    def compare_content(self, path, want, outputs):
        uri = uri_at(outputs, path)
        if uri is None:
            return self.differ(f"contents of {path}", "an address", None)
        try:
            if "text" in want:
                got = {"text": self.endpoint.fetch(uri).decode()}
            elif "files" in want:
                got = {"files": {name: self.endpoint.fetch(f"{uri.rstrip('/')}/{name}").decode() for name in want["files"]}}
            elif "rows" in want:
                got = table(self.endpoint.fetch, uri)
            else:
                got = {"binary": bool(self.endpoint.fetch(uri))}
        except Exception as error:
            return self.differ(f"contents of {path}", want, f"{type(error).__name__}: {error} at {uri}")
        if got is not None and got != want:
            self.differ(f"contents of {path}", want, got)


def table(fetch, uri):
    try:
        import io

        import pandas
    except ImportError:
        return None
    try:
        frame = pandas.read_parquet(io.BytesIO(fetch(f"{uri.rstrip('/')}/00000")))
    except Exception:
        frame = pandas.read_parquet(io.BytesIO(fetch(uri)))
    rows = json.loads(frame.to_json(orient="records"))
    return {"rows": rows, "columns": {name: str(kind) for name, kind in frame.dtypes.items()}}


def uri_at(outputs, path):
    """The address inside the outputs that a path as `o0[1].key` leads to."""
    name, *rest = re.findall(r"[^.\[\]]+", path)
    item = outputs.get(name, {})
    for step in rest:
        item = item.get("scalar", {}).get("union", {}).get("value", item)
        if "collection" in item:
            item = item["collection"]["literals"][int(step)]
        else:
            item = item.get("map", {}).get("literals", {}).get(step, {})
    item = item.get("scalar", {}).get("union", {}).get("value", item)
    scalar = item.get("scalar", {})
    return (scalar.get("blob") or scalar.get("structuredDataset") or {}).get("uri")


def unequal(want, got, where, differ):
    """Tells every place where two JSON values differ; `${ANY}` is equal to any text."""
    if want == ANY and isinstance(got, str) and got:
        return
    if isinstance(want, dict) and isinstance(got, dict):
        for key in sorted({*want, *got}):
            if key not in got:
                differ(f"{where}.{key}", want[key], "nothing")
            elif key not in want:
                differ(f"{where}.{key}", "nothing", got[key])
            else:
                unequal(want[key], got[key], f"{where}.{key}", differ)
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for i, (a, b) in enumerate(zip(want, got)):
            unequal(a, b, f"{where}[{i}]", differ)
    elif isinstance(want, float) and isinstance(got, float) and math.isclose(want, got, rel_tol=1e-12):
        return
    elif want != got or isinstance(want, bool) != isinstance(got, bool):
        differ(where, want, got)


def short(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) < 400 else text[:200] + " … " + text[-200:]


# --- what is kept -----------------------------------------------------------------------------------------------------


class Settler:
    """Takes out of a report what differs from run to run."""

    GENERATED = re.compile(r"(?<![A-Za-z0-9])[af][a-z0-9]{19}(?![A-Za-z0-9])")
    TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?(?: [A-Z]{3,4})?(?: m=[+-][\d.]+)?")
    BUCKET = re.compile(r"\b(?:s3|gs|abfs)://[^/\s\"']+")
    SHARD = re.compile(r"(<bucket>/[\w/-]*?)(?<=/)[0-9a-z]{2}/(?=<)")
    FOLDERS = re.compile(r"(?<![\w:/.<>])/(?:[\w.+-]+/)+")
    HOST = re.compile(r"(?:127\.0\.0\.1|localhost):\d+")
    HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
    SPACES = re.compile(r"[ \t\u00a0]+")

    def __init__(self, id, bucket):
        self.name, self.bucket, self.seen = id.name if id else "", bucket, {}

    def named(self, match):
        return self.seen.setdefault(match.group(0), f"<generated-{len(self.seen) + 1}>")

    def text(self, text):
        if self.name:
            text = text.replace(self.name, "<execution>")
        if self.bucket:
            text = text.replace(self.bucket, "<bucket>")
        text = self.BUCKET.sub("<bucket>", text)
        text = self.GENERATED.sub(self.named, text)
        text = self.HEX.sub("<digest>", text)
        text = self.HOST.sub("<host>", text)
        text = self.SHARD.sub(r"\1<shard>/", text)
        if not text.startswith("<bucket>"):
            text = self.FOLDERS.sub("<path>/", text)
        return text

    def settle(self, item, key=""):
        if isinstance(item, dict):
            return {k: self.settle(v, k) for k, v in item.items() if k != "seconds"}
        if isinstance(item, list):
            return [self.settle(v, key) for v in item]
        if not isinstance(item, str):
            return item
        if key == "message":
            return self.SPACES.sub(" ", self.text(self.TIMES.sub("<time>", item)))
        return self.text(item) if "://" in item or self.name and self.name in item else item


def without_texts(item):
    """Messages and uris are the deployment's own."""
    if isinstance(item, dict):
        return {key: ANY if key == "uri" else without_texts(value) for key, value in item.items() if key != "message"}
    return [without_texts(value) for value in item] if isinstance(item, list) else item


def kept(run, bucket):
    settler = Settler(run.id, bucket)
    return {"name": run.case["name"], **settler.settle(run.result)}


# --- all --------------------------------------------------------------------------------------------------------------


def modules():
    found = {}
    for folder in ("workflows", "ml_training"):
        for path in sorted((HERE / folder).rglob("*.json")):
            module = json.loads(path.read_text())
            found[module["module"]] = module
    return found


def named_elsewhere(module):
    """Names of tasks and launch plans that the module's workflows refer to and the module does not register."""
    own, found = {entity["name"] for entity in module["entities"]}, set()

    def walk(item):
        if isinstance(item, dict):
            for key in ("referenceId", "launchplanRef", "subWorkflowRef"):
                if isinstance(item.get(key), dict) and item[key].get("name"):
                    found.add(item[key]["name"])
            for value in item.values():
                walk(value)
        elif isinstance(item, list):
            for value in item:
                walk(value)

    walk([entity["json"] for entity in module["entities"]])
    return found - own


class Session:
    def __init__(self, args):
        self.args, self.endpoint, self.all = args, Endpoint(args.endpoint), modules()
        self.registered, self.lock = set(), threading.Lock()
        self.runs, self.passed, self.failed = {}, 0, 0
        self.stopping = threading.Event()

    def register(self, name):
        if name in self.registered:
            return
        self.registered.add(name)
        module = self.all[name]
        for needed in sorted(named_elsewhere(module)):
            for other, candidate in self.all.items():
                if other != name and any(entity["name"] == needed for entity in candidate["entities"]):
                    self.register(other)
        for entity in module["entities"]:
            self.endpoint.register(entity)

    def say(self, run, name, seconds):
        with self.lock:
            word = "differs" if run.differences else "same"
            print(f"{word:8}{name}  {run.case['name']}  {seconds:.1f}")
            for line in run.differences:
                print(f"    {line}")
            sys.stdout.flush()
            if run.differences:
                self.failed += 1
            else:
                self.passed += 1
            self.runs[name, self.all[name]["cases"].index(run.case)] = run

    def run(self, name, cases):
        for case in cases:
            run = Run(self.endpoint, self.all[name], case, self.args.timeout, self.stopping)
            began = time.monotonic()
            try:
                run.run()
                self.against_real(name, run)
            except Unfinished as stop:
                run.differences.append(str(stop))
            except grpc.RpcError as error:
                run.differences.append(f"a call failed: {error.code().name} {error.details()}")
            except Exception as error:
                run.differences.append(f"{type(error).__name__}: {error}")
            finally:
                self.stop(run)
            self.say(run, name, time.monotonic() - began)

    def stop(self, run):
        """Nothing is left running."""
        try:
            if run.id is not None and run.phase() not in ENDED:
                self.endpoint.terminate(run.id, "run_cases.py gives up")
        except grpc.RpcError:
            pass

    def against_real(self, name, run):
        path = HERE / "real" / f"{name}.json"
        if self.args.real and path.exists():
            # Both files have the cases in one order; names may repeat.
            held = json.loads(path.read_text())["cases"][self.all[name]["cases"].index(run.case)]
            if run.case["name"] == held["name"]:
                unequal(without_texts(held), without_texts(kept(run, self.args.bucket)), "real", run.differ)

    def record(self, name):
        folder = Path(self.args.record)
        folder.mkdir(parents=True, exist_ok=True)
        runs = [self.runs.get((name, index)) for index in range(len(self.all[name]["cases"]))]
        cases = [kept(run, self.args.bucket) for run in runs if run and run.result]
        text = json.dumps({"module": name, "cases": cases}, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text)

    def main(self):
        only = self.args.only
        chosen = [name for name in self.all if not only or any(name == o or name.rsplit(".", 1)[1] == o for o in only)]
        for name in chosen:
            cases = [case for case in self.all[name]["cases"] if not self.args.case or case["name"] in self.args.case]
            if not cases:
                continue
            try:
                self.register(name)
            except (Unfinished, grpc.RpcError) as error:
                for case in cases:
                    run = Run(self.endpoint, self.all[name], case, 0, self.stopping)
                    run.differences.append(f"not registered: {error}")
                    self.say(run, name, 0)
                continue
            ordered = any("after" in case["expected"] for case in cases)
            groups = [cases] if ordered else [[case] for case in cases]
            with ThreadPoolExecutor(self.args.parallel) as pool:
                try:
                    [*pool.map(lambda group: self.run(name, group), groups)]
                except KeyboardInterrupt:
                    self.stopping.set()
                    pool.shutdown(cancel_futures=True)
                    raise
            if self.args.record:
                self.record(name)
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--endpoint", required=True, help="host:port, gRPC in plain text")
    parse.add_argument("--only", action="append", default=[], help="a module (`workflows.scalars` or `scalars`); may repeat")
    parse.add_argument("--case", action="append", default=[], help="the name of a case; may repeat")
    parse.add_argument("--timeout", type=float, default=240, help="seconds a case may take")
    parse.add_argument("--parallel", type=int, default=2, help="cases at a time")
    parse.add_argument("--record", help="write what the endpoint reported, one file a module")
    parse.add_argument("--bucket", default="", help="the endpoint's storage prefix, if it is not s3 or gs")
    parse.add_argument("--real", action="store_true", help="also compare with real/*.json")
    return Session(parse.parse_args()).main()


if __name__ == "__main__":
    sys.exit(main())
