"""Upload places, download links and data."""
from _gen import *
P = "conf27"
def run(c):
    g = rng(c)
    setup_simple(c, P)
    data = pb("flyteidl.core.LiteralMap", literals(o0=lint(4), o1=llist(lint(1), lint(2))))
    uri = upload(c, P, "out.pb", data)
    import hashlib
    for i in range(3):
        c.call("setup: run", "CreateExecution", execution(P, "wf", f"e{i}", {"a": lint(i)}))
        for k, ph in enumerate(["RUNNING", "SUCCEEDED"][: i + 1]):
            o = {"output_uri": uri} if ph == "SUCCEEDED" else {}
            c.call("setup: task event", "CreateNodeEvent", {"request_id": "r", "event": {"id": nid(P, f"e{i}", "n0"), "phase": ph, "occurred_at": at(k), "reported_at": at(k), "input_uri": uri, **o, **({"deck_uri": uri} if i == 1 else {})}})
            c.call("setup: task event", "CreateTaskEvent", {"request_id": "r", "event": {"task_id": ident("TASK", P, "t"), "parent_node_execution_id": nid(P, f"e{i}", "n0"), "phase": ph, "occurred_at": at(k), "reported_at": at(k), "input_uri": uri, **o}})
    md5s = [b64(hashlib.md5(b"hello conformance").digest()), "", b64(b"x"), b64(b"y" * 16)]
    names = ["", "f.txt", "dir/f", "../f", "/abs", "x" * 200, "a+b", "a:b", "a&b=c", "~a", "a;b", "a@b", "a$b", "a,b"]
    roots = ["", "root", "r/s", "../up", "r/", "//r"]
    n = int(os.environ.get("N", "300"))
    for i in range(n):
        r = g.random()
        if r < .5:
            q = {"project": g.choice([P] * 9 + ["", "zz"]), "domain": g.choice([DOMAIN] * 9 + ["", "zz"])}
            if g.random() < .8: q["filename"] = g.choice(names)
            if g.random() < .5: q["filename_root"] = g.choice(roots)
            if g.random() < .8: q["content_md5"] = g.choice(md5s)
            if g.random() < .3: q["expires_in"] = g.choice(["60s", "3600s", "3601s", "0s", "-1s", "0.5s", "90s"])
            if g.random() < .1: q["add_content_md5_metadata"] = True
            if g.random() < .1: q["org"] = g.choice(["o", ""])
            c.call(f"{i} upload", "CreateUploadLocation", q)
        elif r < .65:
            E = g.choice(["e0", "e1", "e2", "zz"]); nd = g.choice(["n0", "n0", "n1", "start-node"])
            url = g.choice([f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/i", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/d", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/0/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/0/i", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/1/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/0/d", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/o0", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/zz", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/i/o1", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/o1", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/0/o/o0", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/0/o/zz", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/x/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}", f"flyte://v1/{P}/{DOMAIN}/{E}", f"flyte://v2/{P}/{DOMAIN}/{E}/{nd}/o", "flyte://", "", "s3://x", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/00/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/-1/o", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/[0].o1", f"flyte://v1/{P}/{DOMAIN}/{E}/{nd}/o/o0/x", f"flyte://v1/{P}/zz/{E}/{nd}/o", f"flyte://v1//{DOMAIN}/{E}/{nd}/o"])
            c.call(f"{i} data {url}", "GetData", {"flyte_url": url})
        elif r < .8:
            q = {}
            if g.random() < .9: q["artifact_type"] = g.choice(["ARTIFACT_TYPE_DECK", "ARTIFACT_TYPE_DECK", "ARTIFACT_TYPE_UNDEFINED"])
            if g.random() < .9: q["node_execution_id"] = g.choice([nid(P, "e1", "n0"), nid(P, "e0", "n0"), nid(P, "zz", "n0"), nid(P, "e1", "zz")])
            if g.random() < .4: q["expires_in"] = g.choice(["60s", "0s", "-1s", "3601s", "100000s"])
            c.call(f"{i} link", "CreateDownloadLink", q)
        elif r < .9: c.call(f"{i} location", "CreateDownloadLocation", {"native_url": g.choice([uri, "s3://my-s3-bucket/zz"]), **({"expires_in": g.choice(["60s", "0s", "-1s", "9999999s"])} if g.random() < .4 else {})})
        else:
            w = g.choice(["node", "task", "exec"]); E = g.choice(["e0", "e1", "e2", "zz"])
            if w == "node": c.call(f"{i} node data", "GetNodeExecutionData", {"id": nid(P, E, "n0")})
            elif w == "task": c.call(f"{i} task data", "GetTaskExecutionData", {"id": tid(P, E, "n0", "t", g.choice([0, 1]))})
            else: c.call(f"{i} exec data", "GetExecutionData", {"id": eid(P, E)})
