"""Workflows of every kind of node, many with mistakes."""
from _gen import *
P = "conf22"
TYPES = {"a": INT, "s": STR, "l": list_of(INT), "u": union(INT, NONE), "b": BOOL, "f": FLOAT}
IDS = ["n0", "n1", "n2", "n3", "n4"]

def tasks(c):
    c.call("setup: project", "RegisterProject", {"project": {"id": P, "name": P}})
    for name, i, o in [("inc", {"a": INT}, {"o0": INT}), ("text", {"a": INT, "s": STR}, {"o0": STR, "o1": INT}), ("none", {}, {}), ("many", {"l": list_of(INT)}, {"o0": list_of(INT)}), ("opt", {"u": union(INT, NONE)}, {"o0": union(INT, NONE)}), ("out", {}, {"o0": INT}), ("flag", {"b": BOOL}, {"o0": BOOL}), ("clean", {"name": STR, "err": union({"simple": "ERROR"}, NONE)}, {})]:
        c.call("setup: task " + name, "CreateTask", task(P, name, i, o))
    c.call("setup: workflow", "CreateWorkflow", workflow(P, "sub", [tnode("n0", P, "inc", a=promise("", "a"))], {"a": INT}, {"o0": INT}, {"o0": promise("n0", "o0")}))
    c.call("setup: launch plan", "CreateLaunchPlan", launch_plan(P, "sub", default_inputs={"parameters": {}}))
    c.call("setup: launch plan", "CreateLaunchPlan", launch_plan(P, "subd", "sub", default_inputs={"parameters": {"a": {"var": {"type": INT}, "default": lint(4)}}}))
    c.call("setup: launch plan", "CreateLaunchPlan", launch_plan(P, "subf", "sub", fixed_inputs={"literals": {"a": lint(4)}}))

TASKS = {"inc": ["a"], "text": ["a", "s"], "none": [], "many": ["l"], "opt": ["u"], "out": [], "flag": ["b"]}
KIND = {"a": "int", "s": "str", "l": "list", "u": "opt", "b": "bool", "i": "int"}

class Maker:
    def __init__(self, g): self.g = g; self.subs = []; self.err = 0.05
    def value(self, kind, before):
        g = self.g; r = g.random()
        if r < self.err: return g.choice([promise("nope", "o0"), promise("n0", "zz"), promise("", "zz"), promise("n1", "o0"), {"scalar": lstr("x")["scalar"]}, {}, {"promise": {}}, {"collection": {}}, {"map": {}}, promise("end-node", "o0"), promise("start-node", "a"), promise("n0-n0", "o0"), promise("n1-n0", "o0")])
        if before and r < 0.55: return promise(g.choice(before), g.choice(["o0", "o0", "o0", "o1"]))
        if r < 0.75: return promise(g.choice(["", "start-node"]), {"int": "a", "str": "s", "list": "l", "opt": "u", "bool": "b"}[kind])
        v = {"int": lint(1), "str": lstr("x"), "list": llist(lint(1)), "opt": g.choice([lint(1), lnone()]), "bool": lbool(True)}[kind]
        if kind == "list" and g.random() < 0.6: return {"collection": {"bindings": [promise(g.choice(before), "o0") if before else promise("", "a"), {"scalar": lint(2)["scalar"]}]}}
        return binding_of(v)
    def inputs(self, names, before):
        g = self.g; out = []
        for n in names:
            if g.random() < self.err: continue
            out.append({"var": n, "binding": self.value(KIND[n], before)})
        if g.random() < self.err: out.append({"var": g.choice(["zz", "a", "s"]), "binding": self.value("int", before)})
        if g.random() < self.err and out: out.append(out[0])
        if g.random() < self.err / 2: out.append({"var": "a"})
        return out
    def target(self, before, depth, id_):
        g = self.g; r = g.random()
        if r < 0.45 or depth > 2:
            t = g.choice(sorted(TASKS)); ver = "v1" if g.random() > 0.02 else "v9"
            return {"task_node": {"reference_id": ident("TASK", P, t, ver), **({"overrides": {"resources": {"requests": [{"name": "CPU", "value": g.choice(["1", "9", "x"])}]}}} if g.random() < 0.05 else {})}} if g.random() > 0.01 else {"task_node": {}}, self.inputs(TASKS[t], before)
        if r < 0.55:
            lp = g.choice(["sub", "subd", "subf"] + (["nope"] if g.random() < 0.1 else []))
            return {"workflow_node": {"launchplan_ref": ident("LAUNCH_PLAN", P, lp)}}, self.inputs(["a"] if lp == "sub" or g.random() < 0.5 else [], before)
        if r < 0.65:
            name = f"sw{depth}{g.randrange(2)}"
            if g.random() < 0.05: return {"workflow_node": {}}, []
            if g.random() < 0.05: name = "absent"
            elif not any(s["id"]["name"] == name for s in self.subs):
                slot = {"id": ident("WORKFLOW", P, name)}; self.subs.append(slot)
                slot.update(self.body(name, depth + 1, 2))
            return {"workflow_node": {"sub_workflow_ref": ident("WORKFLOW", P, name)}}, self.inputs(["a"], before)
        if r < 0.8: return self.branch(before, depth)
        if r < 0.9:
            k = g.random()
            if k < 0.3: return {"gate_node": {"approve": {"signal_id": g.choice(["s", ""])}}}, self.inputs(g.choice([["a"], ["a", "s"], []]), before)
            if k < 0.7: return {"gate_node": {"signal": {"signal_id": "s", **({"type": g.choice([INT, STR, {}])} if g.random() > self.err else {}), **({"output_variable_name": g.choice(["o0", "o0", "o 1", "x"])} if g.random() > self.err else {})}}}, [] if g.random() > self.err else self.inputs(["a"], before)
            if k < 0.95: return {"gate_node": {"sleep": {"duration": "3s"} if g.random() < 0.8 else {}}}, []
            return {"gate_node": {}}, []
        if g.random() < self.err: return g.choice([{"array_node": {}}, {"array_node": {"node": {}}}, {}]), []
        inner, ins = self.target(before, depth + 2, "i")
        node = {"id": g.choice(["i", "", "n0"]), **inner}
        if g.random() < 0.3: node["inputs"] = ins
        a = {"node": node, **({"parallelism": g.choice([0, 3])} if g.random() < 0.5 else {}), **g.choice([{}, {"min_successes": 2}, {"min_success_ratio": 0.5}, {"min_success_ratio": 2.0}]), **({"execution_mode": "FULL_STATE"} if g.random() < 0.3 else {})}
        return {"array_node": a}, ins
    def operand(self, names):
        g = self.g; r = g.random()
        if r < 0.5 and names: return {"var": g.choice(names)}
        if r < 0.5 + self.err: return g.choice([{}, {"var": "zz"}, {"primitive": {}}, {"scalar": {}}, {"scalar": {"none_type": {}}}])
        return {"primitive": g.choice([lint(1), lint(2), lstr("x"), lbool(False)])["scalar"]["primitive"]}
    def cond(self, names, depth=0):
        g = self.g
        if g.random() < self.err: return g.choice([{}, {"comparison": {}}, {"conjunction": {}}])
        if depth < 2 and g.random() < 0.25: return {"conjunction": {"operator": g.choice(["AND", "OR"]), "left_expression": self.cond(names, depth + 1), "right_expression": self.cond(names, depth + 1)}}
        return {"comparison": {"operator": g.choice(["EQ", "NEQ", "GT", "LTE"]), "left_value": self.operand(names), "right_value": {"primitive": lint(3)["scalar"]["primitive"]} if g.random() < 0.7 else self.operand(names)}}
    def branch(self, before, depth):
        g = self.g
        ins = self.inputs(g.choice([["a"], ["a", "b"], ["s"]]), before)
        names = [b["var"] for b in ins]
        def then(k):
            if g.random() < self.err: return {}
            t, i = self.target(before, depth + 1, f"c{k}")
            return {"then_node": {"id": g.choice(["n0", f"c{k}", f"c{k}"]), **t, "inputs": i, **({"upstream_node_ids": [g.choice(before)]} if before and g.random() < 0.15 else {}), **({"output_aliases": [{"var": "o0", "alias": g.choice(["o0", "ren"])}]} if g.random() < 0.1 else {})}}
        def block(k):
            b = then(k)
            if g.random() > self.err: b["condition"] = self.cond(names)
            return b
        ie = {}
        if g.random() > self.err: ie["case"] = block(0)
        if g.random() < 0.4: ie["other"] = [block(k + 1) for k in range(g.choice([1, 2]))]
        r = g.random()
        if r < 0.5: ie["else_node"] = then(9).get("then_node", {"id": "c9"})
        elif r < 0.95 - self.err: ie["error"] = {"failed_node_id": "x", "message": "no"}
        if g.random() < self.err / 2: return {"branch_node": {}}, ins
        return {"branch_node": {"if_else": ie}}, ins
    def node(self, k, before, depth):
        g = self.g
        id_ = IDS[k] if g.random() > self.err else g.choice(["", "n0", "start-node", "end-node", "n 1", "N1", "x" * 30])
        t, ins = self.target(before, depth, id_)
        n = {"id": id_, **t}
        if ins: n["inputs"] = ins
        if g.random() < 0.7: n["metadata"] = {"name": g.choice(["m", ""])}
        if before and g.random() < 0.25: n["upstream_node_ids"] = g.sample(before, 1)
        if g.random() < self.err: n["upstream_node_ids"] = [g.choice(["nope", "n0", "n1", "start-node", "end-node", ""])]
        if g.random() < 0.1: n["output_aliases"] = [{"var": "o0", "alias": g.choice(["r", "o0", "o1"])}]
        if g.random() < self.err: n["output_aliases"] = g.choice([[{"var": "zz", "alias": "q"}], [{"var": "o0", "alias": "x"}, {"var": "o0", "alias": "y"}], [{}]])
        return n
    def body(self, name, depth=0, most=4):
        g = self.g; nodes = []; before = []
        for k in range(g.randrange(0 if g.random() < 0.05 else 1, most + 1)):
            n = self.node(k, before, depth); nodes.append(n)
            if n["id"]: before.append(n["id"])
        if g.random() < 0.15: g.shuffle(nodes)
        ins = {"a": INT, "s": STR, "l": list_of(INT), "u": union(INT, NONE), "b": BOOL} if depth == 0 else {"a": INT, **({"s": STR, "l": list_of(INT), "u": union(INT, NONE), "b": BOOL} if g.random() < 0.4 else {})}
        t = {"metadata": {}, "metadata_defaults": {}, "interface": interface(ins, {}), "nodes": nodes}
        if before and g.random() < 0.6:
            t["interface"] = interface(ins, {"o0": g.choice([INT, INT, STR])})
            if g.random() > self.err: t["outputs"] = [{"var": "o0", "binding": promise(g.choice(before), "o0") if g.random() < 0.8 else self.value("int", before)}]
        if g.random() < self.err: t["outputs"] = t.get("outputs", []) + [{"var": g.choice(["o0", "zz"]), "binding": promise("", "a")}]
        if g.random() < self.err / 2: t.pop("interface")
        elif g.random() < self.err / 2: t["interface"]["inputs"]["variables"][g.choice(["a", "", "q"])] = {}
        if g.random() < 0.1: t["failure_node"] = {"id": g.choice(["fn", "fn", "n0", ""]), "task_node": {"reference_id": ident("TASK", P, g.choice(["none", "inc", "clean"]))}, "inputs": g.choice([[], [{"var": "a", "binding": promise("", "a")}], [{"var": "name", "binding": {"scalar": lstr("x")["scalar"]}}]])}
        if g.random() < 0.05: t["metadata"] = {"on_failure": "FAIL_AFTER_EXECUTABLE_NODES_COMPLETE"}
        return t

def run(c):
    g = rng(c)
    tasks(c)
    n = int(os.environ.get("N", "400"))
    for i in range(n):
        m = Maker(g); m.err = g.choice([0.0, 0.02, 0.05, 0.12])
        t = {"id": ident("WORKFLOW", P, f"w{i}"), **m.body(f"w{i}")}
        subs = m.subs
        if g.random() < 0.04: subs = subs[1:]
        if g.random() < 0.04 and subs: subs = subs + [subs[0]]
        spec = {"template": t}
        if subs: spec["sub_workflows"] = subs
        req = {"id": t["id"], "spec": spec}
        r = c.call(f"w{i}", "CreateWorkflow", req)
        if "error" not in r:
            c.call(f"w{i} get", "GetWorkflow", {"id": t["id"]})
            if g.random() < 0.1: c.call(f"w{i} again", "CreateWorkflow", req)
            if g.random() < 0.15:
                t["nodes"] = t["nodes"][:-1] or t["nodes"]; c.call(f"w{i} changed", "CreateWorkflow", req)
