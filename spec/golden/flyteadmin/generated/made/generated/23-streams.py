"""Event streams in any order, and what reads tell after each."""
from _gen import *
P = "conf23"
WP = ["UNDEFINED", "QUEUED", "RUNNING", "SUCCEEDING", "SUCCEEDED", "FAILING", "FAILED", "ABORTED", "TIMED_OUT", "ABORTING"]
NP = ["UNDEFINED", "QUEUED", "RUNNING", "SUCCEEDED", "FAILING", "FAILED", "ABORTED", "SKIPPED", "TIMED_OUT", "DYNAMIC_RUNNING", "RECOVERED", "RUNNING", "QUEUED"]
TP = ["UNDEFINED", "QUEUED", "RUNNING", "SUCCEEDED", "ABORTED", "FAILED", "INITIALIZING", "WAITING_FOR_RESOURCES", "RETRYABLE_FAILED", "RUNNING", "RUNNING"]
ERR = [{"code": "USER:X", "message": "it broke " * 20, "kind": "USER"}, {"code": "S", "message": "m", "kind": "SYSTEM", "error_uri": "s3://my-s3-bucket/e"}, {"message": "ä" * 80}, {}]

def run(c):
    g = rng(c)
    setup_simple(c, P)
    lit = lambda: {"literals": g.choice([{}, {"o0": lint(g.randrange(9))}, {"o0": llist(lint(1)), "x": lstr("y")}])}
    uri = upload(c, P, "out.pb", pb("flyteidl.core.LiteralMap", literals(o0=lint(4))))
    n = int(os.environ.get("N", "40"))
    for i in range(n):
        E = f"s{i}"
        c.call(f"{E} run", "CreateExecution", execution(P, "wf", E, {"a": lint(3)}))
        clock = 0
        nodes = ["n0", "n1"]
        for k in range(g.randrange(10, 40)):
            clock += g.choice([0, 1, 1, 2, -3])
            r = g.random()
            if r < 0.2:
                ph = g.choice(WP if g.random() < 0.4 else ["QUEUED", "RUNNING", "RUNNING", "SUCCEEDING", "FAILING"])
                ev = {"execution_id": eid(P, E), "phase": ph, "occurred_at": at(max(clock, 0))}
                if g.random() < 0.3: ev["producer_id"] = g.choice(["propeller", "other", ""])
                out = g.random()
                if out < 0.15: ev["output_uri"] = uri
                elif out < 0.3: ev["output_data"] = lit()
                elif out < 0.55 and ph in ("FAILED", "FAILING", "ABORTED", "TIMED_OUT", "RUNNING"): ev["error"] = g.choice(ERR)
                if g.random() < 0.03: ev.pop("occurred_at")
                if g.random() < 0.02: ev["execution_id"] = eid(P, "nope")
                c.call(f"{E} {k} wf {ph}", "CreateWorkflowEvent", {"request_id": "r", "event": ev})
            elif r < 0.5:
                nd = g.choice(nodes + ["n0", "start-node", "n0-0-c0", "n0-0-c1"])
                ph = g.choice(NP)
                ev = {"id": nid(P, E, nd), "phase": ph, "occurred_at": at(max(clock, 0)), "event_version": g.choice([0, 1]), "spec_node_id": nd.split("-")[-1]}
                if g.random() < 0.8: ev["reported_at"] = at(max(clock, 0) + 1)
                if g.random() < 0.4: ev["input_uri" if g.random() < 0.7 else "input_data"] = None
                if "input_uri" in ev: ev["input_uri"] = uri
                if "input_data" in ev: ev["input_data"] = lit()
                out = g.random()
                if out < 0.15: ev["output_uri"] = uri
                elif out < 0.3: ev["output_data"] = lit()
                elif out < 0.5: ev["error"] = g.choice(ERR)
                if nd.startswith("n0-0"):
                    if g.random() < 0.6: ev["parent_node_metadata"] = {"node_id": g.choice(["n0", "n0", "n1", "zz"])}
                    if g.random() < 0.2: ev["parent_task_metadata"] = {"id": tid(P, E, "n0", "t")}
                if g.random() < 0.4: ev["retry_group"] = g.choice(["0", "1"])
                if g.random() < 0.5: ev["node_name"] = g.choice(["t", "name"])
                for f, p in (("is_parent", .15), ("is_dynamic", .1), ("is_array", .1), ("is_eager", .05), ("is_in_dynamic_chain", .05)):
                    if g.random() < p: ev[f] = True
                if g.random() < 0.1: ev["deck_uri"] = g.choice(["s3://my-s3-bucket/d", ""])
                m = g.random()
                if m < 0.1: ev["workflow_node_metadata"] = {"execution_id": eid(P, g.choice([f"s{max(i-1,0)}", "zz"]))}
                elif m < 0.3: ev["task_node_metadata"] = g.choice([{"cache_status": "CACHE_HIT"}, {"cache_status": "CACHE_POPULATED", "catalog_key": {"dataset_id": ident("DATASET", P, "d"), "artifact_tag": {"artifact_id": "a", "name": "b"}}}, {"checkpoint_uri": "s3://my-s3-bucket/ck"}, {"reservation_status": "RESERVATION_ACQUIRED"}, {}])
                if g.random() < 0.05: ev["target_entity"] = ident("TASK", P, "t")
                if g.random() < 0.02: ev["id"] = nid(P, "zz", nd)
                if g.random() < 0.02: ev.pop("occurred_at", None)
                c.call(f"{E} {k} node {nd} {ph}", "CreateNodeEvent", {"request_id": "r", "event": ev})
                if g.random() < 0.5: c.call(f"{E} {k} node get", "GetNodeExecution", {"id": nid(P, E, nd)})
                if g.random() < 0.2: c.call(f"{E} {k} node data", "GetNodeExecutionData", {"id": nid(P, E, nd)})
            elif r < 0.85:
                nd = g.choice(nodes); ph = g.choice(TP); a = g.choice([0, 0, 0, 1, 2])
                ev = {"task_id": ident("TASK", P, "t"), "parent_node_execution_id": nid(P, E, nd), "phase": ph, "occurred_at": at(max(clock, 0)), "event_version": g.choice([0, 1])}
                if g.random() < 0.8: ev["reported_at"] = at(max(clock, 0) + 1)
                if g.random() < 0.7: ev["task_type"] = g.choice(["python-task", "spark"])
                if a: ev["retry_attempt"] = a
                if g.random() < 0.4: ev["phase_version"] = g.choice([1, 2, 3])
                if g.random() < 0.3: ev["reason"] = g.choice(["r1", "r2", ""])
                if g.random() < 0.2: ev["reasons"] = [{"reason": g.choice(["q1", "q2"]), "occurred_at": at(max(clock, 0))} for _ in range(g.choice([1, 2]))]
                if g.random() < 0.4: ev["logs"] = [{"uri": f"http://l/{g.randrange(3)}", "name": g.choice(["A", "B"]), **g.choice([{}, {"ttl": "3s"}, {"ShowWhilePending": True}, {"HideOnceFinished": True}, {"ShowWhilePending": True, "HideOnceFinished": True}, {"message_format": "JSON"}])} for _ in range(g.choice([1, 2]))]
                if g.random() < 0.3: ev["custom_info"] = g.choice([{"k": "v"}, {"k": {"a": 1.0}}, {"k": {"b": 2.0}, "z": [1.0]}, {"z": None}, {}])
                if g.random() < 0.35:
                    ev["metadata"] = {**({"generated_name": g.choice(["g", "g2"])} if g.random() < .7 else {}), **({"plugin_identifier": g.choice(["container", "spark"])} if g.random() < .5 else {}), **({"instance_class": "INTERRUPTIBLE"} if g.random() < .3 else {}), "external_resources": [{"index": g.randrange(3), **({"retry_attempt": 1} if g.random() < .2 else {}), **({"external_id": g.choice(["x", "y"])} if g.random() < .7 else {}), **({"phase": g.choice(TP)} if g.random() < .8 else {}), **({"cache_status": g.choice(["CACHE_HIT", "CACHE_MISS"])} if g.random() < .3 else {}), **({"logs": [{"uri": f"http://e/{g.randrange(2)}", "name": "E"}]} if g.random() < .4 else {}), **({"custom_info": {"c": float(g.randrange(3))}} if g.random() < .2 else {})} for _ in range(g.randrange(3))], **({"resource_pool_info": [{"allocation_token": "t", "namespace": "n"}]} if g.random() < .2 else {})}
                out = g.random()
                if out < 0.15: ev["output_uri"] = uri
                elif out < 0.3: ev["output_data"] = lit()
                elif out < 0.5: ev["error"] = g.choice(ERR)
                if g.random() < 0.3: ev["input_uri"] = uri
                if g.random() < 0.02: ev["parent_node_execution_id"] = nid(P, E, "zz")
                if g.random() < 0.02: ev["task_id"] = g.choice([ident("TASK", P, "zz"), {}, ident("WORKFLOW", P, "t")])
                if g.random() < 0.02: ev.pop("occurred_at", None)
                c.call(f"{E} {k} task {nd} {ph}", "CreateTaskEvent", {"request_id": "r", "event": ev})
                if g.random() < 0.6: c.call(f"{E} {k} task get", "GetTaskExecution", {"id": tid(P, E, nd, "t", a)})
                if g.random() < 0.1: c.call(f"{E} {k} task data", "GetTaskExecutionData", {"id": tid(P, E, nd, "t", a)})
            elif r < 0.88: c.call(f"{E} {k} terminate", "TerminateExecution", {"id": eid(P, E), "cause": g.choice(["c", "", "long " * 50])})
            elif r < 0.9: c.call(f"{E} {k} archive", "UpdateExecution", {"id": eid(P, E), "state": g.choice(["EXECUTION_ARCHIVED", "EXECUTION_ACTIVE"])})
            elif r < 0.96: c.call(f"{E} {k} get", "GetExecution", {"id": eid(P, E)})
            else: c.call(f"{E} {k} data", "GetExecutionData", {"id": eid(P, E)})
        SORT = {"key": "node_id", "direction": "ASCENDING"}
        c.call(f"{E} get", "GetExecution", {"id": eid(P, E)}); c.call(f"{E} data", "GetExecutionData", {"id": eid(P, E)})
        c.call(f"{E} nodes", "ListNodeExecutions", {"workflow_execution_id": eid(P, E), "limit": 20, "sort_by": SORT})
        c.call(f"{E} children", "ListNodeExecutions", {"workflow_execution_id": eid(P, E), "limit": 20, "sort_by": SORT, "unique_parent_id": "n0"})
        c.call(f"{E} of task", "ListNodeExecutionsForTask", {"task_execution_id": tid(P, E, "n0", "t"), "limit": 20, "sort_by": SORT})
        c.call(f"{E} tasks", "ListTaskExecutions", {"node_execution_id": nid(P, E, "n0"), "limit": 20, "sort_by": {"key": "retry_attempt", "direction": "ASCENDING"}})
        c.call(f"{E} metrics", "GetExecutionMetrics", {"id": eid(P, E), "depth": g.choice([-1, 0, 1, 2, 5])})
        if g.random() < 0.5: c.call(f"{E} relaunch", "RelaunchExecution", {"id": eid(P, E), "name": f"rl{i}", "overwrite_cache": g.random() < .5})
        if g.random() < 0.5: c.call(f"{E} recover", "RecoverExecution", {"id": eid(P, E), "name": f"rc{i}", **({"metadata": {"mode": "MANUAL", "nesting": 2}} if g.random() < .3 else {})}); c.call(f"{E} recovered", "GetExecution", {"id": eid(P, f"rc{i}")})
        if g.random() < 0.3: c.call(f"{E} dyn", "GetDynamicNodeWorkflow", {"id": nid(P, E, "n0")})
