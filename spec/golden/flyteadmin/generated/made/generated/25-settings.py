"""Projects, matchable attributes, named entities and descriptions in any order."""
from _gen import *
P = ["conf25", "conf25b"]
KINDS = ["TASK_RESOURCE", "CLUSTER_RESOURCE", "EXECUTION_QUEUE", "EXECUTION_CLUSTER_LABEL", "QUALITY_OF_SERVICE_SPECIFICATION", "PLUGIN_OVERRIDE", "WORKFLOW_EXECUTION_CONFIG", "CLUSTER_ASSIGNMENT"]

def attrs(g):
    return g.choice([
        {"task_resource_attributes": {"defaults": {"cpu": "1"}, "limits": {"cpu": g.choice(["2", "x"])}}}, {"cluster_resource_attributes": {"attributes": {"k": g.choice(["v", "w"])}}},
        {"execution_queue_attributes": {"tags": ["t1"]}}, {"execution_cluster_label": {"value": "gpu"}}, {"quality_of_service": {"tier": "HIGH"}}, {"quality_of_service": {"spec": {"queueing_budget": "3s"}}},
        {"plugin_overrides": {"overrides": [{"task_type": g.choice(["spark", "python"]), "plugin_id": ["a"], **({"missing_plugin_behavior": "USE_DEFAULT"} if g.random() < .4 else {})}]}},
        {"workflow_execution_config": {"max_parallelism": g.choice([3, 0, -1, 7])}}, {"workflow_execution_config": {"labels": {"values": {"a": "b"}}, "annotations": {"values": {"c": "d"}}}}, {"workflow_execution_config": {"security_context": {"run_as": {"k8s_service_account": "sa"}}, "raw_output_data_config": {"output_location_prefix": "s3://x"}, "interruptible": g.random() < .5}}, {"workflow_execution_config": {"overwrite_cache": True, "envs": {"values": [{"key": "a", "value": "b"}]}}},
        {"cluster_assignment": {"cluster_pool_name": g.choice(["high", "low"])}}, {},
    ])

def run(c):
    g = rng(c)
    for p in P: c.call("setup: project", "RegisterProject", {"project": {"id": p, "name": p, **({"domains": [{"id": "development", "name": "x"}]} if p == P[1] else {})}})
    setup = P[0]
    c.call("setup: task", "CreateTask", task(setup, "t", {"a": INT}, {"o0": INT}))
    c.call("setup: workflow", "CreateWorkflow", workflow(setup, "wf", [tnode("n0", setup, "t", a=promise("", "a"))], {"a": INT}, {"o0": INT}, {"o0": promise("n0", "o0")}))
    c.call("setup: launch plan", "CreateLaunchPlan", launch_plan(setup, "wf"))
    n = int(os.environ.get("N", "500"))
    bad = lambda xs, zs: g.choice(xs) if g.random() < .92 else g.choice(zs)
    pr = lambda: bad(P, ["", "nope", "Conf25"])
    dom = lambda: bad(["development", "production"], ["", "nope"])
    wf = lambda: bad(["wf", "other"], [""])
    for i in range(n):
        r = g.random(); k = g.choice(KINDS)
        if r < .18: c.call(f"{i} domain", "UpdateProjectDomainAttributes", {"attributes": {"project": pr(), "domain": dom(), "matching_attributes": attrs(g)}} if g.random() > .02 else {})
        elif r < .3: c.call(f"{i} workflow", "UpdateWorkflowAttributes", {"attributes": {"project": pr(), "domain": dom(), "workflow": wf(), "matching_attributes": attrs(g)}} if g.random() > .02 else {})
        elif r < .38: c.call(f"{i} project", "UpdateProjectAttributes", {"attributes": {"project": pr(), "matching_attributes": attrs(g)}} if g.random() > .02 else {})
        elif r < .46: c.call(f"{i} get domain", "GetProjectDomainAttributes", {"project": pr(), "domain": dom(), "resource_type": k})
        elif r < .54: c.call(f"{i} get workflow", "GetWorkflowAttributes", {"project": pr(), "domain": dom(), "workflow": wf(), "resource_type": k})
        elif r < .58: c.call(f"{i} get project", "GetProjectAttributes", {"project": pr(), "resource_type": k})
        elif r < .61: c.call(f"{i} list", "ListMatchableAttributes", {"resource_type": k}, normal=order)
        elif r < .65: c.call(f"{i} delete domain", "DeleteProjectDomainAttributes", {"project": bad(["", "nope"], ["Conf25"]), "domain": dom(), "resource_type": k})
        elif r < .69: c.call(f"{i} delete workflow", "DeleteWorkflowAttributes", {"project": pr(), "domain": dom(), "workflow": wf(), "resource_type": k})
        elif r < .72: c.call(f"{i} delete project", "DeleteProjectAttributes", {"project": bad(["nope"], ["Conf25"]), "resource_type": k})
        elif r < .82:
            name = f"r{i}"
            kw = {}
            if g.random() < .3: kw["max_parallelism"] = g.choice([1, 50])
            if g.random() < .2: kw["labels"] = {"values": {"mine": "x"}}
            if g.random() < .1: kw["cluster_assignment"] = {"cluster_pool_name": "high"}
            if g.random() < .1: kw["quality_of_service"] = {"tier": "LOW"}
            c.call(f"{i} run", "CreateExecution", execution(setup, "wf", name, {"a": lint(1)}, **kw))
            c.call(f"{i} run get", "GetExecution", {"id": eid(setup, name)})
        elif r < .86: c.call(f"{i} named", "UpdateNamedEntity", {"resource_type": bad(["TASK", "WORKFLOW", "LAUNCH_PLAN"], ["UNSPECIFIED", "DATASET"]), "id": {"project": pr(), "domain": dom(), "name": bad(["t", "wf"], ["", "zz"])}, "metadata": {"description": g.choice(["", "d", "x" * 200]), **({"state": g.choice(["NAMED_ENTITY_ARCHIVED", "SYSTEM_GENERATED"])} if g.random() < .5 else {})}})
        elif r < .89: c.call(f"{i} get named", "GetNamedEntity", {"resource_type": bad(["TASK", "WORKFLOW", "LAUNCH_PLAN"], ["UNSPECIFIED", "DATASET"]), "id": {"project": pr(), "domain": dom(), "name": bad(["t", "wf"], ["", "zz"])}})
        elif r < .92: c.call(f"{i} project", "UpdateProject", {"id": pr(), **({"name": g.choice(["n", "x" * 70])} if g.random() < .8 else {}), **({"description": g.choice(["d", "x" * 310])} if g.random() < .5 else {}), **({"labels": {"values": g.choice([{"a": "b"}, {"-": "x"}, {"A/b": "c"}, {"k": "b" * 70}])}} if g.random() < .4 else {}), **({"state": g.choice(["ARCHIVED", "SYSTEM_GENERATED", "ACTIVE", "SYSTEM_ARCHIVED"])} if g.random() < .4 else {})})
        elif r < .95: c.call(f"{i} register", "RegisterProject", {"project": {"id": g.choice([f"conf25-{i}", "", "UP", "a b", "a_b", "-x", "x" * 80, P[0]]), "name": g.choice(["n", "", "x" * 65]), **({"description": g.choice(["d", "y" * 301])} if g.random() < .4 else {}), **({"labels": {"values": g.choice([{"a": "b"}, {"": "x"}, {"a": "b c"}])}} if g.random() < .4 else {}), **({"state": "ARCHIVED"} if g.random() < .2 else {})}})
        elif r < .97: c.call(f"{i} get project", "GetProject", {"id": pr()})
        elif r < .985: c.call(f"{i} projects", "ListProjects", {"limit": 100, "sort_by": {"key": "identifier", "direction": "ASCENDING"}, "filters": "contains(identifier,conf25)"})
        else: c.call(f"{i} domains", "GetDomains", {})

def order(r):
    key = lambda x: str(sorted(x.items(), key=str))
    return {"configurations": sorted(r.get("configurations", []), key=key)} if "configurations" in r else r
