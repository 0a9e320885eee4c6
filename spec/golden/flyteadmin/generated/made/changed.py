"""Plays the cases of `cases`, with changed calls before and after each: changed.py --seed N --per 3 --only 03 --out DIR"""
import argparse, random, sys, copy, json, os, re, hashlib
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import driver
from driver import *
from google.protobuf.descriptor import FieldDescriptor as F
from google.protobuf import json_format

OPS = ["eq", "ne", "gt", "gte", "lt", "lte", "contains", "value_in"]
FIELDS = ["project", "domain", "name", "version", "state", "phase", "created_at", "updated_at", "started_at", "duration", "user", "principal", "cluster", "mode", "error_kind", "error_code", "node_id", "task.name", "task.version", "workflow.name", "workflow.version", "launch_plan.name", "launch_plan.version", "execution_name", "named_entity_metadata.state", "description", "admin_tag.name", "execution_tag.key", "execution_tag.value", "tag.name", "schedule_type", "identifier", "labels", "org", "type", "digest", "id", "workflow_execution.name", "node_execution.phase", "execution_project", "execution_domain", "task_executions.phase", "retry_attempt", "parent_task_execution_id", "nope", "workflow_identifier", "short_description", "execution.phase", "signal_id", "launch_entity", "LaunchEntity", "abort_cause", "spec", "closure", "error", "parent_id", "cache_status", "deck_uri", "dynamic_workflow", "interruptible", "resource_type"]
VALUES = ["x", "t", "wf", "SUCCEEDED", "FAILED", "RUNNING", "0", "1", "2", "v1", "v2", "production", "development", "2024-01-02T03:04:05Z", "2030-01-01T00:00:00Z", "1s", "100", "n0", "", "a;b", "v1;v2", "t;wf", "%", "_", "USER", "SYSTEM", "tag1", "TASK", "true", "false"]
TEXTS = ["", "x", " ", "X", "n0", "n1", "a", "b", "o0", "t", "wf", "v1", "v2", "v9", "start-node", "end-node", "development", "production", "nowhere", "ä b", "a/b", "a.b", "x" * 70, "y" * 260, "1", "-", "a--b", "_a", "name-", "1a", "A-B", "s3://my-s3-bucket/x", "a:b", "{{x}}"]
INTS = [0, 1, 2, 3, -1, 10, 100, 1000000, 2**31 - 1, -(2**31)]
NUMS = [0, 1, -1, 5, 2**40, 1704164645]
FLOATS = [0.0, 0.5, 1.0, 1.5, -1.0]

class Mutator:
    def __init__(self, rng):
        self.rng = rng; self.texts = {}; self.msgs = {}
    def harvest(self, m, depth=0):
        if depth > 12: return
        lst = self.msgs.setdefault(m.DESCRIPTOR.full_name, [])
        if len(lst) < 400: lst.append(copy.deepcopy(m))
        for f, v in m.ListFields():
            if f.message_type is not None:
                if f.message_type.GetOptions().map_entry:
                    vf = f.message_type.fields_by_name["value"]
                    for k in v:
                        self.texts.setdefault("map", []).append(k) if isinstance(k, str) else None
                        if vf.message_type is not None: self.harvest(v[k], depth + 1)
                elif f.label == F.LABEL_REPEATED if hasattr(f, "label") else f.is_repeated:
                    for x in v: self.harvest(x, depth + 1)
                else: self.harvest(v, depth + 1)
            elif f.type == F.TYPE_STRING:
                for x in (v if rep(f) else [v]):
                    l = self.texts.setdefault(f.name, [])
                    if x not in l and len(l) < 200: l.append(x)
    def text(self, name):
        r = self.rng.random()
        own = self.texts.get(name)
        if own and r < 0.6: return self.rng.choice(own)
        if r < 0.75 and self.texts:
            return self.rng.choice(self.texts[self.rng.choice(sorted(self.texts))])
        return self.rng.choice(TEXTS)
    def filters(self):
        g = self.rng
        n = g.choice([1, 1, 1, 2, 3])
        out = []
        for _ in range(n):
            op = g.choice(OPS); 
            own = sum((self.texts.get(k, []) for k in ("name", "version", "project", "node_id", "value")), [])
            v = g.choice(VALUES) if g.random() < 0.6 or not own else g.choice(own)
            if op == "value_in" or g.random() < 0.05: v = v + ";" + g.choice(VALUES)
            out.append(f"{op}({g.choice(FIELDS)},{v})")
        return "+".join(out)
    def scalar(self, f):
        g = self.rng
        if f.type == F.TYPE_STRING:
            if f.name == "filters": return self.filters() if g.random() < 0.9 else g.choice(["eq(", "x", "eq(name)", "+", "eq(name,a)+", "(name,a)", "foo(name,a)"])
            if f.name == "key" and f.containing_type.name == "Sort": return g.choice(FIELDS) if g.random() < 0.8 else g.choice(["", "nope", "created_at;", "created_at desc"])
            if f.name == "token": return g.choice(["", "0", "1", "2", "x", "-1", "99", "1.5"])
            return self.text(f.name)
        if f.type == F.TYPE_BOOL: return g.random() < 0.5
        if f.type == F.TYPE_ENUM: return g.choice([v.number for v in f.enum_type.values] + ([99] if g.random() < 0.15 else []))
        if f.type in (F.TYPE_DOUBLE, F.TYPE_FLOAT): return g.choice(FLOATS)
        if f.type == F.TYPE_BYTES: return g.choice([b"", b"x", b"0123456789abcdef", hashlib.md5(b"hello conformance").digest()])
        if f.type in (F.TYPE_INT64, F.TYPE_SINT64, F.TYPE_SFIXED64): return g.choice(NUMS)
        if f.type in (F.TYPE_UINT64, F.TYPE_FIXED64): return abs(g.choice(NUMS))
        if f.type in (F.TYPE_UINT32, F.TYPE_FIXED32): return abs(g.choice(INTS[:-1]))
        return g.choice(INTS)
    def message(self, d):
        known = self.msgs.get(d.full_name)
        m = driver._message_class(d)()
        if d.full_name in ("google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Timestamp", "google.protobuf.Duration"):
            if known: return copy.deepcopy(self.rng.choice(known))
            if d.name == "Timestamp": m.seconds = 1704164645 + self.rng.randrange(100)
            if d.name == "Duration": m.seconds = self.rng.randrange(-2, 100)
            return m
        if known and self.rng.random() < 0.75: return copy.deepcopy(self.rng.choice(known))
        if self.rng.random() < 0.6:
            fs = list(d.fields)
            if fs: self.set(m, self.rng.choice(fs))
        return m
    def set(self, m, f, depth=0):
        g = self.rng
        if f.message_type is not None and f.message_type.GetOptions().map_entry:
            mp = getattr(m, f.name); vf = f.message_type.fields_by_name["value"]; kf = f.message_type.fields_by_name["key"]
            if kf.type != F.TYPE_STRING: return
            r = g.random()
            keys = sorted(mp)
            if keys and r < 0.35: del mp[g.choice(keys)]; return
            k = g.choice(keys) if keys and r < 0.6 else self.text("map")
            if vf.message_type is not None: mp[k].CopyFrom(self.message(vf.message_type))
            else: mp[k] = self.scalar(vf)
            if r > 0.85 and keys:
                o = g.choice(keys)
                if o != k: del mp[o]
            return
        if rep(f):
            l = getattr(m, f.name); r = g.random()
            if len(l) and r < 0.3: del l[g.randrange(len(l))]; return
            if len(l) and r < 0.45:
                x = l[g.randrange(len(l))]
                (l.add().CopyFrom(x) if f.message_type is not None else l.append(x)); return
            if len(l) > 1 and r < 0.55:
                items = [copy.deepcopy(x) for x in l]; g.shuffle(items); del l[:]; l.extend(items); return
            if len(l) and r < 0.7:
                i = g.randrange(len(l))
                if f.message_type is not None: l[i].CopyFrom(self.message(f.message_type))
                else: l[i] = self.scalar(f)
                return
            if f.message_type is not None: l.add().CopyFrom(self.message(f.message_type))
            else: l.append(self.scalar(f))
            return
        if f.message_type is not None:
            if m.HasField(f.name) and g.random() < 0.3: m.ClearField(f.name)
            else: getattr(m, f.name).CopyFrom(self.message(f.message_type))
            return
        if g.random() < 0.25: m.ClearField(f.name)
        else: setattr(m, f.name, self.scalar(f))
    def places(self, m, out, depth=0):
        d = m.DESCRIPTOR
        if d.full_name in ("google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"): return
        present = {f.name for f, _ in m.ListFields()}
        for f in d.fields:
            out.append((m, f, 3 if f.name in present else (0.6 if depth < 2 else 0.25)))
        if depth > 10: return
        for f, v in m.ListFields():
            if f.message_type is None: continue
            if f.message_type.GetOptions().map_entry:
                if f.message_type.fields_by_name["value"].message_type is not None:
                    for k in sorted(v): self.places(v[k], out, depth + 1)
            elif rep(f):
                for x in v: self.places(x, out, depth + 1)
            else: self.places(v, out, depth + 1)
    def mutate(self, m, n=None):
        m = copy.deepcopy(m)
        for _ in range(n or self.rng.choice([1, 1, 1, 2, 2, 3])):
            out = []; self.places(m, out)
            if not out: return m
            mm, f, _w = self.rng.choices(out, [w for *_x, w in out])[0]
            self.set(mm, f)
        return m

def rep(f):
    return f.is_repeated if hasattr(f, "is_repeated") and not callable(f.is_repeated) else f.label == F.LABEL_REPEATED

BY_INPUT = {}
for n, (p, a, b) in driver.RPCS.items(): BY_INPUT.setdefault(a.DESCRIPTOR.full_name, []).append(n)
BAD_TIME = re.compile(r"20(2[5-9]|3)\d*-")

WHOLE = {"flyteidl.core.WorkflowExecutionIdentifier": ["project", "domain", "name"], "flyteidl.core.NodeExecutionIdentifier": ["node_id", "execution_id"]}
def partial(m, top=True, depth=0):
    """Ids of runs and nodes that leave something out: the server takes the first row that fits."""
    d = m.DESCRIPTOR
    if d.full_name in WHOLE:
        for k in WHOLE[d.full_name]:
            if k == "execution_id":
                if not m.HasField(k): return True
            elif not getattr(m, k): return True
    if top:
        if d.name.endswith("EventRequest"):
            if not m.HasField("event"): return True
            e = m.event
            if d.name.startswith("Node") and not e.HasField("id"): return True
            if d.name.startswith("WorkflowExec") and not e.HasField("execution_id"): return True
            if d.name.startswith("TaskExec") and not e.HasField("parent_node_execution_id"): return True
        for f in d.fields:
            if f.message_type is not None and f.message_type.full_name in WHOLE and not rep(f) and not m.HasField(f.name): return True
    if depth > 8: return False
    for f, v in m.ListFields():
        if f.message_type is None: continue
        if f.message_type.GetOptions().map_entry:
            if f.message_type.fields_by_name["value"].message_type is not None and any(partial(v[k], False, depth + 1) for k in v): return True
        elif rep(f):
            if any(partial(x, False, depth + 1) for x in v): return True
        elif partial(v, False, depth + 1): return True
    return False

class MutCase(driver.Case):
    per = 3; seed = 0; corpus = None
    def __init__(self, *a):
        super().__init__(*a)
        self.mut = Mutator(random.Random(f"{self.seed}/{self.name}"))
        for m in (self.corpus or []): self.mut.harvest(m)
        self.inside = False
    def call(self, step, rpc, request=None, *, need=False, normal=None, record=True):
        g = self.mut.rng
        path, req, res = driver.RPCS[rpc]
        base = json_format.ParseDict(request or {}, req())
        safe = None
        if normal:
            def safe(r):
                try: return normal(r)
                except Exception: return r
        if not step.startswith("setup"): self.mut.harvest(base)
        else: self.mut.harvest(base)
        def muts(n):
            for i in range(n):
                r = rpc
                same = BY_INPUT[req.DESCRIPTOR.full_name]
                if len(same) > 1 and g.random() < 0.25: r = g.choice(same)
                m = self.mut.mutate(base)
                try: js = driver.to_json(m); json_format.ParseDict(js, req())
                except Exception: continue
                if len(json.dumps(js)) > 60000: continue
                if not os.environ.get("PARTIAL") and partial(m): continue
                if r in ("UpdateLaunchPlan", "GetLaunchPlan", "GetTask") and not (m.id.project and m.id.domain and m.id.name and m.id.version) and not os.environ.get("PARTIAL"): continue
                if re.search(r'"org"|"union": {}|"scalar": {}|launch_conditions|plugin_overrides', json.dumps(js)) and not os.environ.get("PARTIAL"): continue
                if r in ("CreateDownloadLocation", "CreateUploadLocation") and not os.environ.get("PARTIAL"): continue
                if r == "SetSignal" and re.search(r'"scalar": {}|"literals": \[[^]]*{}|"type": {}', json.dumps(js)): continue  # stops the server
                super(MutCase, self).call(f"~{len(self.records)} of {step}", r, js, normal=safe if r == rpc else None)
        k = self.per if not step.startswith("setup") else (1 if self.per > 1 else 0)
        before = g.randrange(k + 1) if not need else 0
        muts(before)
        out = super().call(step, rpc, request, need=False, normal=safe, record=record)
        muts(k - before)
        return out

def main():
    p = argparse.ArgumentParser()
    p.add_argument("--endpoint", default="127.0.0.1:9089"); p.add_argument("--http", default="127.0.0.1:9088")
    p.add_argument("--seed", default="1"); p.add_argument("--per", type=int, default=3); p.add_argument("--only", default="")
    p.add_argument("--cases", default=os.path.join(HERE, "cases")); p.add_argument("--out", required=True)
    a = p.parse_args()
    MutCase.per = a.per; MutCase.seed = a.seed
    ch = grpc.insecure_channel(a.endpoint, [("grpc.max_receive_message_length", 64 << 20), ("grpc.max_metadata_size", 64 << 10)])
    os.makedirs(a.out, exist_ok=True)
    sys.path.insert(0, a.cases)
    for path in load_cases(a.cases, [x for x in a.only.split(",") if x]):
        case = MutCase(path.stem, ch, a.http, True, ["s3://my-s3-bucket"], 30)
        began = time.time()
        try: run_case(path, case)
        except Exception as e:
            import traceback; traceback.print_exc(limit=3)
        open(f"{a.out}/{path.stem}.jsonl", "w").write("".join(json.dumps(r, sort_keys=True, ensure_ascii=False) + "\n" for r in case.records))
        print(path.stem, len(case.records), f"{time.time()-began:.1f}s", file=sys.stderr)
if __name__ == "__main__": main()
