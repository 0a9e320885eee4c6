"""Every list with every filter, sort key, token and limit."""
from _gen import *
P = "conf24"
OPS = ["eq", "ne", "gt", "gte", "lt", "lte", "contains", "value_in"]
COLS = {
 "ListTasks": ["project", "domain", "name", "version", "created_at", "updated_at", "id", "type", "short_description", "deleted_at", "task_type", "state"],
 "ListWorkflows": ["project", "domain", "name", "version", "created_at", "updated_at", "id", "short_description"],
 "ListLaunchPlans": ["project", "domain", "name", "version", "created_at", "updated_at", "id", "state", "workflow_id", "workflow.name", "workflow.version", "workflow.project", "schedule_type", "launch_condition_type"],
 "ListExecutions": ["project", "domain", "name", "phase", "created_at", "updated_at", "started_at", "duration", "id", "state", "mode", "user", "cluster", "launch_plan_id", "workflow_id", "task_id", "error_kind", "error_code", "abort_cause", "parent_node_execution_id", "source_execution_id", "launch_entity", "execution_created_at", "execution_updated_at", "inputs_uri", "user_inputs_uri", "workflow.name", "workflow.version", "workflow.domain", "launch_plan.name", "launch_plan.version", "task.name", "task.version", "admin_tag.name", "execution_tag.key", "execution_tag.value", "execution_tag.name", "execution_name", "execution_project", "execution_domain"],
 "ListNodeExecutions": ["node_id", "phase", "created_at", "updated_at", "started_at", "duration", "id", "execution_name", "execution_project", "execution_domain", "input_uri", "error_kind", "error_code", "cache_status", "parent_id", "parent_task_execution_id", "node_execution_created_at", "node_execution_updated_at", "dynamic_workflow_remote_closure_reference", "execution.phase", "execution.name", "execution.state", "task_execution.phase", "task.name", "node_execution.phase"],
 "ListTaskExecutions": ["project", "domain", "name", "version", "phase", "phase_version", "retry_attempt", "created_at", "updated_at", "started_at", "duration", "id", "node_id", "input_uri", "execution_name", "execution_project", "execution_domain", "task_execution_created_at", "task_execution_updated_at", "task.name", "task.version", "node_execution.phase", "node_execution.node_id", "execution.phase"],
 "ListProjects": ["identifier", "name", "description", "state", "id", "created_at", "updated_at", "labels"],
 "ListNamedEntities": ["name", "project", "domain", "description", "state", "named_entity_metadata.state", "named_entity_metadata.description", "resource_type", "created_at", "id"],
 "ListDescriptionEntities": ["name", "project", "domain", "version", "created_at", "updated_at", "id", "short_description", "long_description", "resource_type"],
 "ListSignals": ["execution_name", "execution_project", "execution_domain", "signal_id", "created_at", "updated_at", "id"],
 "ListActiveLaunchPlans": ["name", "version", "created_at", "updated_at", "state", "project", "workflow.name"],
 "ListTaskIds": ["name", "project", "domain", "version"], "ListWorkflowIds": ["name", "project", "domain", "id"], "ListLaunchPlanIds": ["name", "project", "domain", "state"],
}
VALUES = ["a", "t1", "wf", "SUCCEEDED", "FAILED", "RUNNING", "UNDEFINED", "0", "1", "2", "3", "-1", "1.5", "v1", "v2", "development", "production", P, "conf", "2024-01-02T03:04:05Z", "2024-01-02T03:04:08Z", "2030-01-01T00:00:00Z", "2024-01-02", "1s", "2s", "1m", "100", "n0", "", "%", "_", "t_", "USER", "SYSTEM", "tag1", "TASK", "true", "ex1", "red", "key", "LAUNCH_PLAN", "x y", "ä", "é;b", "n", "0-n", "python-task", "null", "wf1", "ACTIVE", "rel", "MANUAL"]

def run(c):
    g = rng(c)
    setup_simple(c, P)
    for i in range(4):
        for v in ("v1", "v2", "w"):
            if g.random() < 0.8: c.call("setup: task", "CreateTask", {**task(P, f"t{i}", {"a": INT}, {"o0": INT}, version=v), **({} if g.random() < .5 else {"spec": {"template": task_template(P, f"t{i}", {"a": INT}, {"o0": INT}, version=v, type=g.choice(["python-task", "spark"])), "description": {"short_description": g.choice(["short", "b"]), "long_description": {"value": "long"}}}})})
    for i in range(4):
        for v in ("v1", "v2"):
            c.call("setup: workflow", "CreateWorkflow", workflow(P, f"wf{i}", [tnode("n0", P, "t", a=promise("", "a"))], {"a": INT}, {"o0": INT}, {"o0": promise("n0", "o0")}, version=v))
            c.call("setup: launch plan", "CreateLaunchPlan", launch_plan(P, f"wf{i}", version=v, wf_version=v))
        if i % 2: c.call("setup: activate", "UpdateLaunchPlan", {"id": ident("LAUNCH_PLAN", P, f"wf{i}", g.choice(["v1", "v2"])), "state": "ACTIVE"})
    for i in range(14):
        kw = {}
        if g.random() < 0.4: kw["labels"] = {"values": g.choice([{"team": "red"}, {"team": "blue", "key": "x"}])}
        if g.random() < 0.4: kw["tags"] = g.choice([["tag1"], ["tag1", "tag2"], ["other"]])
        c.call("setup: run", "CreateExecution", execution(P, f"wf{i % 4}", f"ex{i}", {"a": lint(i)}, version=g.choice(["v1", "v2"]), **kw))
    for i in range(3): c.call("setup: task run", "CreateExecution", {"project": P, "domain": DOMAIN, "name": f"tr{i}", "spec": {"launch_plan": ident("TASK", P, "t"), "metadata": {"mode": g.choice(["MANUAL", "SYSTEM"])}}, "inputs": literals(a=lint(1))})
    for i in range(0, 14):
        E = f"ex{i}"
        phases = g.choice([[], ["RUNNING"], ["RUNNING", "SUCCEEDED"], ["RUNNING", "FAILED"], ["QUEUED", "RUNNING", "FAILING", "FAILED"], ["RUNNING", "ABORTED"]])
        for k, ph in enumerate(phases):
            c.call("setup: wf event", "CreateWorkflowEvent", {"request_id": "r", "event": {"execution_id": eid(P, E), "phase": ph, "occurred_at": at(k * 3 + i), **({"error": {"code": g.choice(["USER:A", "B"]), "message": "m", "kind": g.choice(["USER", "SYSTEM"])}} if ph in ("FAILED",) else {})}})
        if i % 3 == 0: c.call("setup: archive", "UpdateExecution", {"id": eid(P, E), "state": "EXECUTION_ARCHIVED"})
    for nd in ("start-node", "n0", "n1", "n2", "n0-0-a", "n0-0-b"):
        for k, ph in enumerate(g.choice([["QUEUED"], ["RUNNING"], ["RUNNING", "SUCCEEDED"], ["RUNNING", "FAILED"]])):
            c.call("setup: node event", "CreateNodeEvent", {"request_id": "r", "event": {"id": nid(P, "ex1", nd), "phase": ph, "occurred_at": at(k * 4), "reported_at": at(k * 4 + 1), "input_uri": g.choice(["", "s3://a/b"]), **({"parent_node_metadata": {"node_id": "n0"}} if "-0-" in nd else {}), **({"error": {"code": "C", "message": "m", "kind": "USER"}} if ph == "FAILED" else {}), **({"task_node_metadata": {"cache_status": "CACHE_HIT"}} if g.random() < .4 else {})}})
        if nd[1:2].isdigit():
            for a in range(3):
                for k, ph in enumerate(g.choice([["QUEUED"], ["RUNNING"], ["RUNNING", "SUCCEEDED"], ["RUNNING", "FAILED"]])):
                    c.call("setup: task event", "CreateTaskEvent", {"request_id": "r", "event": {"task_id": ident("TASK", P, "t"), "parent_node_execution_id": nid(P, "ex1", nd), "phase": ph, "retry_attempt": a, "phase_version": k, "occurred_at": at(k * 4 + a), "reported_at": at(k * 4 + a), "input_uri": "s3://a/b"}})
    for s in ("s1", "s2", "s3"):
        c.call("setup: signal", "GetOrCreateSignal", {"id": {"execution_id": eid(P, "ex1"), "signal_id": s}, "type": INT})
    for i in range(3): c.call("setup: entity", "UpdateNamedEntity", {"resource_type": "TASK", "id": {"project": P, "domain": DOMAIN, "name": f"t{i}"}, "metadata": {"description": g.choice(["d", "e"]), **({"state": "NAMED_ENTITY_ARCHIVED"} if i == 1 else {})}})
    base = {
      "ListTasks": {"id": {"project": P, "domain": DOMAIN}}, "ListWorkflows": {"id": {"project": P, "domain": DOMAIN}}, "ListLaunchPlans": {"id": {"project": P, "domain": DOMAIN}}, "ListExecutions": {"id": {"project": P, "domain": DOMAIN}},
      "ListNodeExecutions": {"workflow_execution_id": eid(P, "ex1")}, "ListTaskExecutions": {"node_execution_id": nid(P, "ex1", "n0")}, "ListProjects": {}, "ListNamedEntities": {"resource_type": "TASK", "project": P, "domain": DOMAIN}, "ListDescriptionEntities": {"resource_type": "TASK", "id": {"project": P, "domain": DOMAIN}}, "ListSignals": {"workflow_execution_id": eid(P, "ex1")}, "ListActiveLaunchPlans": {"project": P, "domain": DOMAIN}, "ListTaskIds": {"project": P, "domain": DOMAIN}, "ListWorkflowIds": {"project": P, "domain": DOMAIN}, "ListLaunchPlanIds": {"project": P, "domain": DOMAIN}}
    DEFAULT = {"ListTasks": "version", "ListWorkflows": "version", "ListLaunchPlans": "version", "ListExecutions": "name", "ListNodeExecutions": "node_id", "ListTaskExecutions": "retry_attempt", "ListProjects": "identifier", "ListNamedEntities": "name", "ListDescriptionEntities": "version", "ListSignals": "signal_id", "ListActiveLaunchPlans": "name", "ListTaskIds": "name", "ListWorkflowIds": "name", "ListLaunchPlanIds": "name"}
    def one(rpc):
        n = g.choice([1, 1, 1, 2, 2, 3]); out = []
        for _ in range(n):
            f = g.choice(COLS[rpc]); op = g.choice(OPS) if g.random() < .97 else g.choice(["EQ", "like", ""])
            v = g.choice(VALUES)
            if op == "value_in" and g.random() < .8 or g.random() < .06: v += ";" + g.choice(VALUES)
            sp = " " if g.random() < .1 else ""
            out.append(f"{op}({f},{sp}{v})")
        return g.choice(["+"] * 30 + ["", " + ", "++"]).join(out)
    n = int(os.environ.get("N", "900"))
    for i in range(n):
        rpc = g.choice(sorted(COLS)); q = dict(base[rpc])
        if g.random() < .85 and not rpc.endswith("Ids") and rpc != "ListActiveLaunchPlans": q["filters"] = one(rpc)
        UNIQUE = {"ListExecutions": "execution_name", "ListNodeExecutions": "node_id", "ListProjects": "identifier", "ListTaskExecutions": "retry_attempt", "ListSignals": "signal_id", "ListNamedEntities": "name", "ListTaskIds": "name", "ListWorkflowIds": "name", "ListLaunchPlanIds": "name"}
        paged = rpc in UNIQUE and g.random() < .4
        q["limit"] = g.choice([1, 2, 3, 5] if paged else [100]) if g.random() < .97 else g.choice([0, 20000])
        if g.random() < .1: q["token"] = g.choice(["1", "2", "x", "-1", "01", "99"] if paged else ["x", "-1", "99"])
        if paged: q["sort_by"] = {"key": UNIQUE[rpc], **({"direction": "ASCENDING"} if g.random() < .6 else {})}
        elif g.random() < .9: q["sort_by"] = {"key": DEFAULT[rpc] if g.random() < .5 else g.choice(COLS[rpc]), **({"direction": "ASCENDING"} if g.random() < .6 else {})}
        if g.random() < .08 and "id" in q: q["id"] = {**q["id"], **g.choice([{"name": "wf1"}, {"name": "ex1"}, {"name": "t1"}, {"domain": "production"}, {"project": "zz"}, {"domain": ""}, {"project": ""}, {"name": "zz"}])}
        if rpc == "ListNodeExecutions" and g.random() < .2: q["unique_parent_id"] = g.choice(["n0", "zz"])
        if rpc == "ListNamedEntities" and g.random() < .3: q["resource_type"] = g.choice(["WORKFLOW", "LAUNCH_PLAN", "DATASET", "UNSPECIFIED"])
        c.call(f"{i} {rpc}", rpc, q)
