"""Executions with every setting, right and wrong; plans with every setting; relaunches."""
from _gen import *
P = "conf26"

def run(c):
    g = rng(c)
    setup_simple(c, P)
    c.call("setup: wf", "CreateWorkflow", workflow(P, "two", [tnode("n0", P, "t", a=promise("", "a"))], {"a": INT, "s": STR, "u": union(INT, NONE), "k": DATETIME}, {"o0": INT}, {"o0": promise("n0", "o0")}))
    n = int(os.environ.get("N", "400"))
    names = []
    plans = [("wf", "v1")]
    def labels(): return {"values": g.choice([{}, {"a": "b"}, {"a/b": "c"}, {"x.y/z": "v-1"}, {"": "v"}, {"A": "é"}, {"k": "x" * 64}, {"-k": "v"}, {"k" * 64: "v"}, {"p/" + "k" * 63: "v"}, {"P/q": "v"}, {"a/b/c": "v"}, {"k": "v w"}, {"k": "-v"}, {"k": ""}])}
    def spec(plan=False):
        s = {}
        if g.random() < .2: s["labels"] = labels()
        if g.random() < .2: s["annotations"] = labels()
        if g.random() < .15: s["max_parallelism"] = g.choice([0, 1, 25, 1000, -1, -5])
        if g.random() < .15: s["raw_output_data_config"] = g.choice([{}, {"output_location_prefix": "s3://b/c"}, {"output_location_prefix": "x"}])
        if g.random() < .15: s["interruptible"] = g.choice([True, False])
        if g.random() < .15: s["overwrite_cache"] = True
        if g.random() < .15: s["envs"] = {"values": g.choice([[], [{"key": "A", "value": "b"}], [{"key": "", "value": ""}], [{"key": "A", "value": "b"}] * 2])}
        if g.random() < .15: s["security_context"] = g.choice([{}, {"run_as": {}}, {"run_as": {"k8s_service_account": "sa"}}, {"run_as": {"iam_role": "r", "execution_identity": "me"}}, {"run_as": {"k8s_service_account": "Bad Name"}}, {"secrets": [{"group": "g", "key": "k", "mount_requirement": "FILE"}]}, {"tokens": [{"name": "n"}]}])
        if g.random() < .1: s["auth_role"] = g.choice([{}, {"assumable_iam_role": "r"}, {"kubernetes_service_account": "k"}, {"assumable_iam_role": "r", "kubernetes_service_account": "k"}])
        if g.random() < .08: s["quality_of_service"] = g.choice([{"tier": "HIGH"}, {"spec": {"queueing_budget": "3s"}}, {}])
        if g.random() < .1: s["cluster_assignment"] = g.choice([{}, {"cluster_pool_name": "x"}])
        if g.random() < .1: s["execution_cluster_label"] = g.choice([{}, {"value": "gpu"}])
        return s
    notif = lambda: [g.choice([{"phases": ["SUCCEEDED"], "email": {"recipients_email": ["a@b.c"]}}, {"phases": ["FAILED", "ABORTED"], "slack": {"recipients_email": ["x@y.z"]}}, {"phases": ["RUNNING"], "email": {"recipients_email": ["a@b.c"]}}, {"phases": [], "email": {"recipients_email": ["a@b.c"]}}, {"phases": ["SUCCEEDED"], "email": {"recipients_email": []}}, {"phases": ["SUCCEEDED"], "email": {"recipients_email": ["nope", ""]}}, {"phases": ["SUCCEEDED"]}, {"phases": ["SUCCEEDED", "TIMED_OUT"], "pager_duty": {"recipients_email": ["p@q.r"]}}, {}]) for _ in range(g.choice([1, 1, 2]))]
    for i in range(n):
        r = g.random()
        if r < .15:
            wf = g.choice(["wf", "two"]); v = f"p{i}"
            s = spec(True); s.pop("cluster_assignment", None) if g.random() < .5 else None
            s.pop("execution_cluster_label", None)
            if "auth_role" in s and g.random() < .5: s["auth"] = s.pop("auth_role")
            if g.random() < .3: s["role"] = "r"
            if g.random() < .3: s["fixed_inputs"] = {"literals": {g.choice(["a", "s"]): lint(5)}}
            if g.random() < .4: s["default_inputs"] = {"parameters": {k: {"var": {"type": t}, "default": v2} for k, t, v2 in g.sample([("a", INT, lint(1)), ("s", STR, lstr("d")), ("k", DATETIME, ltime(T0)), ("u", union(INT, NONE), lnone())], g.choice([1, 2])) if wf == "two" or k == "a"}}
            em = {}
            if g.random() < .3: em["notifications"] = notif()
            if g.random() < .35: em["schedule"] = g.choice([{"cron_schedule": {"schedule": g.choice(["* * * * *", "@daily", "0 0 1 * ? *", "bad", "", "*/5 * * * *", "60 * * * *"])}, }, {"rate": {"value": g.choice([0, 1, 5]), "unit": g.choice(["MINUTE", "HOUR", "DAY"])}}, {"cron_expression": g.choice(["* * * * *", "0 0 * * ? *", "bad"])}, {}, {"rate": {"value": 3, "unit": 7}}]); em["schedule"] = {**em["schedule"], **({"kickoff_time_input_arg": g.choice(["k", "a", "zz"])} if g.random() < .4 else {})}
            if em: s["entity_metadata"] = em
            if g.random() < .1: s["concurrency_policy"] = {"max": g.choice([0, 1, 2]), "behavior": g.choice([0, 1])}
            a = c.call(f"{i} plan", "CreateLaunchPlan", launch_plan(P, f"lp{wf}", wf, version=v, **s))
            if "error" not in a:
                plans.append((f"lp{wf}", v))
                c.call(f"{i} plan get", "GetLaunchPlan", {"id": ident("LAUNCH_PLAN", P, f"lp{wf}", v)})
                if g.random() < .5: c.call(f"{i} plan state", "UpdateLaunchPlan", {"id": ident("LAUNCH_PLAN", P, f"lp{wf}", v), "state": g.choice(["ACTIVE", "ACTIVE", "INACTIVE"])}); c.call(f"{i} active", "GetActiveLaunchPlan", {"id": {"project": P, "domain": DOMAIN, "name": f"lp{wf}"}})
        elif r < .75:
            lp, v = g.choice(plans) if g.random() < .95 else ("zz", "v1")
            name = g.choice([f"r{i}"] * 12 + ["", "R" + str(i), "1x" + str(i), "a_b", "a" * 64, "x-", "-x", "a.b", "ä", "a", "r 1"] + (names[:1] or ["r"]))
            ins = {"a": lint(1)} if lp == "wf" else {"a": lint(1), "s": lstr("x"), "u": lnone(), "k": ltime(T0)}
            odd = g.random()
            if odd < .1: ins.pop("a", None)
            elif odd < .15: ins["zz"] = lint(1)
            elif odd < .2: ins["a"] = lstr("x")
            s = spec()
            if g.random() < .15: s["notifications"] = {"notifications": notif()}
            elif g.random() < .1: s["disable_all"] = g.random() < .7
            if g.random() < .15: s["tags"] = g.choice([["a"], ["a", "b"], ["a", "a"], [""], ["x" * 100]])
            if g.random() < .25: s["metadata"] = g.choice([{}, {"mode": "SCHEDULED", "scheduled_at": T0}, {"mode": "CHILD_WORKFLOW", "parent_node_execution": nid(P, names[-1] if names else "zz", "n0")}, {"mode": "SYSTEM", "nesting": 3, "principal": "me"}, {"mode": "RELAUNCH", "reference_execution": eid(P, names[-1] if names else "zz")}, {"system_metadata": {"execution_cluster": "c", "namespace": "n"}}, {"artifact_ids": [{"artifact_key": {"name": "x"}}]}])
            kind = "LAUNCH_PLAN" if g.random() < .93 else g.choice(["WORKFLOW", "", "TASK"])
            req = execution(P, lp, name, ins, kind, v, **s)
            if g.random() < .02: req.pop("inputs")
            if g.random() < .02: req.pop("spec")
            if g.random() < .03: req["project"] = g.choice(["", "zz"])
            if g.random() < .03: req["domain"] = g.choice(["", "zz", "production"])
            if g.random() < .02 and "spec" in req: req["spec"].pop("launch_plan", None)
            a = c.call(f"{i} run", "CreateExecution", req)
            if "error" not in a:
                nm = a["id"]["name"]; names.append(nm)
                c.call(f"{i} run get", "GetExecution", {"id": eid(P, nm, req["domain"])}); c.call(f"{i} run data", "GetExecutionData", {"id": eid(P, nm, req["domain"])})
        elif r < .85 and names:
            s = {"project": P, "domain": DOMAIN, "name": f"t{i}", "spec": {"launch_plan": ident("TASK", P, g.choice(["t", "t", "zz"])), "metadata": {}, **spec()}, "inputs": literals(**({"a": lint(1)} if g.random() < .9 else {}))}
            a = c.call(f"{i} task run", "CreateExecution", s)
            if "error" not in a: names.append(f"t{i}"); c.call(f"{i} task run get", "GetExecution", {"id": eid(P, f"t{i}")})
        elif names:
            nm = g.choice(names); k = g.random()
            if k < .35: a = c.call(f"{i} relaunch", "RelaunchExecution", {"id": eid(P, nm), **({"name": f"rl{i}"} if g.random() < .9 else {}), "overwrite_cache": g.random() < .3}); a.get("id") and c.call(f"{i} relaunched", "GetExecution", {"id": a["id"]})
            elif k < .6: a = c.call(f"{i} recover", "RecoverExecution", {"id": eid(P, nm), "name": f"rc{i}", **({"metadata": {"mode": "MANUAL", "parent_node_execution": nid(P, nm, "n0")}} if g.random() < .3 else {})}); a.get("id") and c.call(f"{i} recovered", "GetExecution", {"id": a["id"]})
            elif k < .8: c.call(f"{i} fail", "CreateWorkflowEvent", {"request_id": "r", "event": {"execution_id": eid(P, nm), "phase": g.choice(["RUNNING", "FAILED", "SUCCEEDED"]), "occurred_at": at(i % 50), "error": {"code": "c", "message": "m"}}})
            elif k < .9: c.call(f"{i} terminate", "TerminateExecution", {"id": eid(P, nm), "cause": "c"})
            else: c.call(f"{i} update", "UpdateExecution", {"id": eid(P, nm), "state": g.choice(["EXECUTION_ARCHIVED", "EXECUTION_ACTIVE"])}); c.call(f"{i} updated", "GetExecution", {"id": eid(P, nm)})
