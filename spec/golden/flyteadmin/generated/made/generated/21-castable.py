"""Which type may go where: promises, literals as bindings, defaults, fixed and given inputs."""
from _gen import *
P = "conf21"

def run(c):
    g = rng(c)
    c.call("setup: project", "RegisterProject", {"project": {"id": P, "name": P}})
    n = int(os.environ.get("N", "120"))
    for i in range(n):
        a = some_type(g); b = near(g, a)
        c.call(f"t{i} gives", "CreateTask", task(P, f"p{i}", {}, {"o": a}))
        c.call(f"t{i} takes", "CreateTask", task(P, f"q{i}", {"i": b}, {}))
        c.call(f"w{i} promise", "CreateWorkflow", workflow(P, f"w{i}", [tnode("n0", P, f"p{i}"), tnode("n1", P, f"q{i}", i=promise("n0", "o"))]))
        for k in range(3):
            lit = fitting(g, b) if g.random() < 0.7 else some_literal(g)
            d = binding_of(lit)
            if g.random() < 0.15: d = {"collection": {"bindings": [promise("n0", "o"), d]}}
            if g.random() < 0.1: d = {"map": {"bindings": {"k": promise("n0", "o")}}}
            nodes = [tnode("n0", P, f"p{i}"), tnode("n1", P, f"q{i}", i=d)]
            c.call(f"w{i} binding {k}", "CreateWorkflow", workflow(P, f"b{i}x{k}", nodes))
        path = [g.choice([{"string_value": "a"}, {"int_value": 0}, {"string_value": "zz"}]) for _ in range(g.choice([1, 1, 2]))]
        c.call(f"w{i} path", "CreateWorkflow", workflow(P, f"a{i}", [tnode("n0", P, f"p{i}"), tnode("n1", P, f"q{i}", i=promise("n0", g.choice(["o", "o", "[0].o", "o.o", "o-x", "", "[x].o", "zz"]), path if g.random() < 0.8 else None))]))
        if i % 2 == 0:
            c.call(f"l{i} unbound", "CreateWorkflow", workflow(P, f"u{i}", [tnode("n0", P, f"q{i}")]))
        c.call(f"l{i} workflow", "CreateWorkflow", workflow(P, f"l{i}", [tnode("n0", P, f"q{i}", i=promise("", "i"))], {"i": b}))
        for k in range(2):
            lit = fitting(g, b) if g.random() < 0.7 else some_literal(g)
            how = g.random()
            if how < 0.5:
                t = b if g.random() < 0.6 else near(g, b)
                p = {"var": {"type": t, "description": "d"}, "default": lit}
                if g.random() < 0.1: p = {"var": {"type": t}, "required": g.random() < 0.7}
                if g.random() < 0.05: p = {"var": {"type": t}}
                if g.random() < 0.05: p = {"default": lit}
                spec = {"default_inputs": {"parameters": {g.choice(["i"] * 9 + ["z"]): p}}}
            else: spec = {"fixed_inputs": {"literals": {g.choice(["i"] * 9 + ["z"]): lit}}}
            c.call(f"l{i} plan {k}", "CreateLaunchPlan", launch_plan(P, f"l{i}", version=f"v{k}", **spec))
            c.call(f"l{i} plan {k} get", "GetLaunchPlan", {"id": ident("LAUNCH_PLAN", P, f"l{i}", f"v{k}")})
        c.call(f"l{i} plan", "CreateLaunchPlan", launch_plan(P, f"l{i}", version="v9"))
        for k in range(3):
            lit = fitting(g, b) if g.random() < 0.7 else some_literal(g)
            name = f"e{i}x{k}"
            inputs = {"i": lit} if g.random() < 0.92 else {} if g.random() < 0.5 else {"z": lit}
            v = "v9" if g.random() < 0.7 else g.choice(["v0", "v1"])
            c.call(f"e{i} run {k}", "CreateExecution", {**execution(P, f"l{i}", name, inputs, version=v)})
            if k == 0: c.call(f"e{i} run {k} data", "GetExecutionData", {"id": eid(P, name)})
        if i % 3 == 0:
            s = {"execution_id": eid(P, f"e{i}x0"), "signal_id": f"s{i}"}
            c.call(f"s{i} get", "GetOrCreateSignal", {"id": s, "type": b})
            for k in range(2): c.call(f"s{i} set {k}", "SetSignal", {"id": s, "value": fitting(g, b)})
        if i % 4 == 0: c.call(f"r{i} single task", "CreateExecution", {"project": P, "domain": DOMAIN, "name": f"r{i}", "spec": {"launch_plan": ident("TASK", P, f"q{i}"), "metadata": {}}, "inputs": literals(i=fitting(g, b))})
