"""Tasks of every kind, right and wrong, and registered again."""
from _gen import *
P = "conf29"
Q = ["1", "2", "500m", "3", "0", "2500m", "1Gi", "4Gi", "5Gi", "20Mi", "30Mi", "100M", "x", "", "-1", "1.5", "5", "6", "1e3", "0.5", "1Ki"]
def run(c):
    g = rng(c)
    c.call("setup: project", "RegisterProject", {"project": {"id": P, "name": P}})
    n = int(os.environ.get("N", "400"))
    res = lambda: [{"name": k, "value": g.choice(Q)} for k in g.sample(["CPU", "GPU", "MEMORY", "STORAGE", "EPHEMERAL_STORAGE", "UNKNOWN"], g.choice([0, 1, 1, 2]))] + ([{"name": "CPU", "value": "1"}] if g.random() < .1 else [])
    podres = lambda: {k: g.choice(Q) for k in g.sample(["cpu", "memory", "nvidia.com/gpu", "gpu", "ephemeral-storage", "other"], g.choice([0, 1, 2]))}
    iface = lambda: {k: g.choice([INT, STR, {}, list_of(INT), union(INT, NONE), list_of({}), None]) for k in g.sample(["a", "b", ""], g.choice([0, 1, 2]))}
    def variables2(d): return {"variables": {k: ({"type": t, "description": k} if t is not None else {}) for k, t in d.items()}}
    for i in range(n):
        t = task_template(P, f"t{i}", {"a": INT}, {"o0": INT})
        r = g.random()
        if r < .45:
            if g.random() < .7: t["container"]["resources"] = {"requests": res(), "limits": res()}
            if g.random() < .1: t["container"]["image"] = ""
            if g.random() < .15: t["container"].pop("args")
            if g.random() < .1: t["container"]["command"] = ["x"]
            if g.random() < .1: t["container"]["env"] = [{"key": "A", "value": "b"}]
        elif r < .7:
            t.pop("container")
            cs = [{"name": g.choice(["primary", "p2", "Bad Name", "", "a" * 70, "a.b"]), "image": "i", **({"resources": {"requests": podres(), "limits": podres()}} if g.random() < .6 else {})} for _ in range(g.choice([1, 1, 2, 0]))]
            t["k8s_pod"] = g.choice([{}, {"pod_spec": {}}, {"pod_spec": {"containers": "x"}}, {"pod_spec": {"containers": [1.0]}}] + [{"pod_spec": {"containers": cs}}] * 8)
            if g.random() < .6: t["config"] = {"primary_container_name": "primary"}
            t["type"] = "sidecar"
        elif r < .8: t.pop("container"); t["sql"] = g.choice([{"statement": "select 1"}, {}, {"statement": "x", "dialect": "HIVE"}])
        elif r < .9: t.pop("container")
        if g.random() < .25: t["interface"] = {"inputs": variables2(iface()), "outputs": variables2(iface())}
        if g.random() < .05: t["interface"] = g.choice([{}, {"inputs": {}}, {"outputs": {"variables": {"o": {"type": INT}}}}])
        for k, p in (("type", .04), ("metadata", .04), ("interface", .04)):
            if g.random() < p: t.pop(k)
        if "metadata" in t and g.random() < .1: t["metadata"] = g.choice([{}, {"runtime": {}}, {"runtime": {"version": "1"}}, {"discoverable": True, "runtime": {"type": "FLYTE_SDK", "version": "1"}}, {"discoverable": True, "discovery_version": "1", "runtime": {"version": "1"}}, {"timeout": "-1s", "runtime": {"version": "1"}}])
        if g.random() < .05: t["id"] = g.choice([{}, ident("WORKFLOW", P, "x"), ident("TASK", "other", "x", "v7")])
        if g.random() < .1: t["security_context"] = {"run_as": {"iam_role": "r"}}
        if g.random() < .1: t["extended_resources"] = {"gpu_accelerator": {"device": "nvidia-tesla-t4"}}
        if g.random() < .1: t["custom"] = {"k": [1.0, "x", None], "z": {"y": True}}
        req = {"id": ident("TASK", P, f"t{i}"), "spec": {"template": t}}
        if g.random() < .15: req["spec"]["description"] = g.choice([{}, {"short_description": "s"}, {"long_description": {"value": "l", "format": "DESCRIPTION_FORMAT_MARKDOWN"}, "tags": ["t"]}, {"source_code": {"link": "http://x"}, "short_description": "y" * 300}])
        if g.random() < .06: req["id"] = g.choice([{}, ident("", P, f"t{i}"), ident("TASK", "", f"t{i}"), ident("TASK", P, ""), ident("TASK", P, f"t{i}", ""), ident("TASK", P, f"t{i}", domain="zz"), ident("TASK", "zz", f"t{i}"), ident("WORKFLOW", P, f"t{i}"), ident("TASK", P, "x" * 300)])
        if g.random() < .02: req.pop("spec")
        a = c.call(f"{i} create", "CreateTask", req)
        if "error" not in a:
            c.call(f"{i} get", "GetTask", {"id": req["id"]})
            if g.random() < .3: c.call(f"{i} again", "CreateTask", req)
            if g.random() < .4:
                k = g.choice(["type", "custom", "interface", "config"])
                t2 = {**t, k: {"type": "other", "custom": {"n": 1.0}, "interface": interface({"a": INT, "zz": STR}, {}), "config": {"x": "y"}}[k]}
                c.call(f"{i} changed", "CreateTask", {**req, "spec": {**req["spec"], "template": t2}})
            if "description" in req["spec"]: c.call(f"{i} description", "GetDescriptionEntity", {"id": req["id"]})
            if g.random() < .3:
                c.call(f"{i} used", "CreateWorkflow", workflow(P, f"w{i}", [tnode("n0", P, f"t{i}", a=promise("", "a"))], {"a": INT}))
                c.call(f"{i} used get", "GetWorkflow", {"id": ident("WORKFLOW", P, f"w{i}")})
