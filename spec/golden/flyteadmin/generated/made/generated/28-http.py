"""The gateway: paths, query strings, bodies and headers, odd ones too."""
from _gen import *
import json as J
P = "conf28"
def run(c):
    g = rng(c)
    setup_simple(c, P)
    for i in range(3):
        c.call("setup: run", "CreateExecution", execution(P, "wf", f"e{i}", {"a": lint(i)}))
        c.call("setup: event", "CreateNodeEvent", {"request_id": "r", "event": {"id": nid(P, f"e{i}", "n0"), "phase": "RUNNING", "occurred_at": at(1), "reported_at": at(2)}})
        c.call("setup: event", "CreateTaskEvent", {"request_id": "r", "event": {"task_id": ident("TASK", P, "t"), "parent_node_execution_id": nid(P, f"e{i}", "n0"), "phase": "RUNNING", "occurred_at": at(1), "reported_at": at(2)}})
    B = f"{P}/{DOMAIN}"
    gets = [f"/api/v1/tasks/{B}/t/v1", f"/api/v1/tasks/{B}/t", f"/api/v1/tasks/{B}", f"/api/v1/task_ids/{B}", f"/api/v1/workflows/{B}/wf/v1", f"/api/v1/workflows/{B}/wf", f"/api/v1/workflows/{B}", f"/api/v1/workflow_ids/{B}", f"/api/v1/launch_plans/{B}/wf/v1", f"/api/v1/launch_plans/{B}/wf", f"/api/v1/launch_plans/{B}", f"/api/v1/launch_plan_ids/{B}", f"/api/v1/active_launch_plans/{B}/wf", f"/api/v1/active_launch_plans/{B}", f"/api/v1/executions/{B}", f"/api/v1/executions/{B}/e0", f"/api/v1/data/executions/{B}/e0", f"/api/v1/node_executions/{B}/e0", f"/api/v1/node_executions/{B}/e0/n0", f"/api/v1/data/node_executions/{B}/e0/n0", f"/api/v1/task_executions/{B}/e0/n0", f"/api/v1/task_executions/{B}/e0/n0/{B}/t/v1/0", f"/api/v1/data/task_executions/{B}/e0/n0/{B}/t/v1/0", f"/api/v1/children/task_executions/{B}/e0/n0/{B}/t/v1/0", "/api/v1/projects", f"/api/v1/projects/{P}", "/api/v1/domains", f"/api/v1/named_entities/TASK/{B}/t", f"/api/v1/named_entities/1/{B}", f"/api/v1/named_entities/WORKFLOW/{B}", f"/api/v1/description_entities/TASK/{B}/t/v1", f"/api/v1/description_entities/TASK/{B}/t", f"/api/v1/description_entities/TASK/{B}", f"/api/v1/project_domain_attributes/{B}", f"/api/v1/project_attributes/{P}", f"/api/v1/workflow_attributes/{B}/wf", "/api/v1/matchable_attributes", f"/api/v1/metrics/executions/{B}/e0", f"/api/v1/signals/{B}/e0", "/healthcheck", "/me", "/api/v1/nope", f"/api/v1/executions/{B}/zz", "/api/v1/count/executions/" + B, "/api/v1/running/execs", f"/api/v1/dynamic_node_workflow/{B}/e0/n0"]
    qs = ["limit=2", "limit=0", "limit=x", "limit=-1", "limit=", "token=1", "token=x", "sort_by.key=name", "sort_by.key=created_at&sort_by.direction=ASCENDING", "sort_by.direction=1", "sort_by.direction=up", "sortBy.key=name", "filters=eq(name,t)", "filters=eq(phase,RUNNING)", "filters=bad", "filters=value_in(name,t;wf)", "filters=contains(name,e)%2Beq(phase,QUEUED)", "nope=1", "limit=2&limit=3", "resource_type=TASK", "resource_type=WORKFLOW", "resource_type=0", "resource_type=9", "resource_type=x", "resourceType=TASK_RESOURCE", "org=o", "depth=1", "depth=-1", "depth=x", "unique_parent_id=n0", "%zz", "a=%2", "limit=1;token=1", "id.resource_type=TASK", "id.name=t", "limit=+1", "limit=1e1", "limit=1.0", "limit=0x1", "limit=4294967296", "sort_by=x", "filters", "&&", "=", "limit=01", "workflow_id.name=x", "id=1"]
    accepts = [None, None, None, "application/json", "*/*", "application/json, text/plain, */*", "text/html", "application/json; charset=utf-8", "", "application/x-protobuf", "APPLICATION/JSON"]
    bodies = [("POST", "/api/v1/projects", {"project": {"id": "x", "name": "n"}}), ("PUT", f"/api/v1/projects/{P}", {"name": "nn"}), ("POST", "/api/v1/tasks", task(P, "h", {"a": INT}, {})), ("POST", "/api/v1/workflows", workflow(P, "h", [tnode("n0", P, "t", a=promise("", "a"))], {"a": INT})), ("POST", "/api/v1/launch_plans", launch_plan(P, "h", "wf")), ("PUT", f"/api/v1/launch_plans/{B}/wf/v1", {"state": "ACTIVE"}), ("POST", "/api/v1/executions", execution(P, "wf", "h", {"a": lint(1)})), ("POST", "/api/v1/executions/relaunch", {"id": eid(P, "e0"), "name": "hr"}), ("POST", "/api/v1/executions/recover", {"id": eid(P, "e0"), "name": "hc"}), ("DELETE", f"/api/v1/executions/{B}/e1", {"cause": "c"}), ("PUT", f"/api/v1/executions/{B}/e2", {"state": "EXECUTION_ARCHIVED"}), ("PUT", f"/api/v1/project_domain_attributes/{B}", {"attributes": {"matching_attributes": {"workflow_execution_config": {"max_parallelism": 3}}}}), ("DELETE", f"/api/v1/project_domain_attributes/{B}", {"resource_type": "WORKFLOW_EXECUTION_CONFIG"}), ("PUT", f"/api/v1/named_entities/TASK/{B}/t", {"metadata": {"description": "d"}}), ("POST", "/api/v1/events/workflows", {"request_id": "r", "event": {"execution_id": eid(P, "e0"), "phase": "RUNNING", "occurred_at": T0}}), ("POST", "/api/v1/events/nodes", {"request_id": "r", "event": {"id": nid(P, "e0", "n1"), "phase": "QUEUED", "occurred_at": T0}}), ("POST", "/api/v1/events/tasks", {"request_id": "r", "event": {"task_id": ident("TASK", P, "t"), "parent_node_execution_id": nid(P, "e0", "n1"), "phase": "QUEUED", "occurred_at": T0}}), ("POST", "/api/v1/dataproxy/artifact_link", {"artifact_type": "ARTIFACT_TYPE_DECK", "node_execution_id": nid(P, "e0", "n0")}), ("POST", "/api/v1/signals", {"id": {"execution_id": eid(P, "e0"), "signal_id": "s"}, "value": lint(1)}), ("PUT", f"/api/v1/project_attributes/{P}", {"attributes": {"matching_attributes": {"cluster_assignment": {"cluster_pool_name": "h"}}}}), ("PUT", f"/api/v1/workflow_attributes/{B}/wf", {"attributes": {"matching_attributes": {"execution_cluster_label": {"value": "gpu"}}}})]
    def odd(body):
        t = J.dumps(body); k = g.random()
        if k < .35: return t
        if k < .4: return ""
        if k < .44: return "null"
        if k < .48: return "[]"
        if k < .52: return "{"
        if k < .56: return t + " x"
        if k < .6: return "{}"
        if k < .64: return t[:-1] + ', "nope": 1}'
        if k < .68: return t.replace('"name"', '"Name"')
        if k < .72: return t.replace('"resource_type"', '"resourceType"').replace('"launch_plan"', '"launchPlan"')
        if k < .76: return t.replace(DOMAIN, "nowhere")
        if k < .8: return t.replace('"development"', "5")
        if k < .84: return t.replace(":", " :\n")
        if k < .88: return '"x"'
        if k < .92: return t[:-1] + ', "project": "a", "project": "b"}'
        if k < .96: return t.replace('"v1"', "null")
        return "\ufeff" + t
    n = int(os.environ.get("N", "900"))
    for i in range(n):
        h = {}
        a = g.choice(accepts)
        if a is not None: h["Accept"] = a
        if g.random() < .1: h["Origin"] = g.choice(["http://example.org", "http://localhost:3000", "null"])
        if g.random() < .6:
            path = g.choice(gets); k = g.random()
            if k < .05: path = path.replace(DOMAIN, g.choice(["nowhere", "", "%64evelopment", "a%2Fb", "a%20b", "..", "."]))
            elif k < .09: path += "/"
            elif k < .11: path = path.replace("/api/", "/api//")
            elif k < .14: path += "/x"
            q = "&".join(g.choice(qs) for _ in range(g.choice([0, 1, 1, 2])))
            if "limit" not in q and g.random() < .6: q = (q + "&" if q else "") + "limit=10"
            if g.random() < .15: h["Content-Type"] = g.choice(["application/json", "text/plain"])
            m = g.choice(["GET"] * 22 + ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
            if m == "HEAD" and False: pass
            c.http(f"{i} {m} {path}?{q}", m, path + ("?" + q if q else ""), headers=h)
        else:
            m, path, body = g.choice(bodies); ct = g.choice(["application/json"] * 8 + ["text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "application/octet-stream", "Application/JSON"])
            if ct: h["Content-Type"] = ct
            b = odd(body).replace('"h"', f'"h{i}"').encode()
            c.http(f"{i} {m} {path}", m, path, b, headers=h)
