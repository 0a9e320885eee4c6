"""Random pieces for generated cases; everything from one seeded source."""
import os, random, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases"))
from _lib import *

def rng(c):
    return random.Random(f"{os.environ.get('SEED', '1')}/{c.name}")

SIMPLES = ["NONE", "INTEGER", "FLOAT", "STRING", "BOOLEAN", "DATETIME", "DURATION", "BINARY", "ERROR", "STRUCT"]

def schema(*cols):
    return {"schema": {"columns": [{"name": n, **({"type": t} if t != "INTEGER" else {})} for n, t in cols]}}

def sd(fmt="", *cols):
    return {"structured_dataset_type": {**({"format": fmt} if fmt else {}), **({"columns": [{"name": n, "literal_type": t} for n, t in cols]} if cols else {})}}

def enum(*values):
    return {"enum_type": {"values": list(values)}}

def tagged(t, tag):
    return {**t, "structure": {"tag": tag}}

def dataclass(**fields):
    return {"simple": "STRUCT", "structure": {"dataclass_type": fields}}

def jsonschema(props, required=None, **kw):
    return {"simple": "STRUCT", "metadata": {"type": "object", "properties": props, **({"required": required} if required else {}), **kw}}

ATOMS = [{"simple": s} for s in SIMPLES] + [
    blob_type(), blob_type("csv"), blob_type("png"), blob_type("", True), blob_type("csv", True),
    schema(), schema(("a", "INTEGER")), schema(("a", "FLOAT")), schema(("a", "INTEGER"), ("b", "STRING")), schema(("d", "DATETIME"), ("u", "DURATION"), ("o", "BOOLEAN")),
    sd(), sd("parquet"), sd("Parquet"), sd("csv"), sd("", ("a", INT)), sd("parquet", ("a", INT), ("b", STR)), sd("", ("a", FLOAT)), sd("", ("a", list_of(INT))),
    enum("a", "b"), enum("b"), enum(), {"union_type": {}}, {},
    tagged(INT, "int"), tagged(STR, "str"), tagged(INT, "other"), {**INT, "annotation": {"annotations": {"k": "v"}}}, {**STR, "metadata": {"m": 1.0}},
    dataclass(), dataclass(a=INT), dataclass(a=INT, b=STR), dataclass(a=list_of(INT)),
    jsonschema({"a": {"type": "integer"}}), jsonschema({"a": {"type": "integer"}, "b": {"type": "string"}}), jsonschema({"a": {"type": "number"}}),
    jsonschema({"a": {"type": "integer"}}, ["a"]), jsonschema({"a": {"type": "object", "properties": {"x": {"type": "string"}}}}), jsonschema({"a": {"type": "array", "items": {"type": "string"}}}), jsonschema({}, None, title="T"), jsonschema({"a": {"type": "integer"}}, None, title="U"),
    jsonschema({"a": {"type": "integer"}}, None, **{"$schema": "https://json-schema.org/draft/2020-12/schema"}), jsonschema({"a": {"type": ["integer", "null"]}}), jsonschema({"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}),
    jsonschema({"a": {"type": "string", "enum": ["x", "y"]}}), jsonschema({"a": {"type": "string", "enum": ["x"]}}), jsonschema({"a": {"type": "integer", "minimum": 1.0}}), jsonschema({"a": {"type": "integer", "default": 1.0}}), jsonschema({"a": {"$ref": "#/definitions/D"}}, None, definitions={"D": {"type": "integer"}}),
    jsonschema({"a": {"type": "integer"}}, None, additionalProperties=False), {"simple": "STRUCT", "metadata": {}}, {"simple": "STRUCT", "metadata": {"type": "nonsense"}},
]

COMMON = [INT, STR, FLOAT, BOOL, NONE, STRUCT, blob_type(), blob_type("csv"), enum("a", "b"), sd(), sd("parquet"), schema(), DATETIME]

def some_type(g, depth=0):
    r = g.random()
    if depth < 3 and r < 0.13: return list_of(some_type(g, depth + 1))
    if depth < 3 and r < 0.22: return map_of(some_type(g, depth + 1))
    if depth < 3 and r < 0.40: return union(*(some_type(g, depth + 1) for _ in range(g.choice([1, 2, 2, 2, 3]))))
    return g.choice(COMMON) if g.random() < 0.6 else g.choice(ATOMS)

def near(g, t, depth=0):
    """The type or one close to it."""
    r = g.random()
    if r < 0.45: return t
    if r < 0.55: return union(t, g.choice(COMMON))
    if r < 0.62: return union(t, NONE)
    if r < 0.66: return union(t)
    if r < 0.70: return list_of(t)
    if r < 0.75: return tagged(t, g.choice(["int", "str", "x"]))
    for key in ("collection_type", "map_value_type"):
        if key in t and r < 0.92: return {**t, key: near(g, t[key], depth + 1)}
    if t.get("union_type", {}).get("variants") and r < 0.92:
        vs = list(t["union_type"]["variants"]); k = g.random()
        if k < 0.4: vs[g.randrange(len(vs))] = near(g, g.choice(vs), depth + 1)
        elif k < 0.6: g.shuffle(vs)
        elif k < 0.8: vs.pop(g.randrange(len(vs)))
        else: vs.append(some_type(g, 2))
        return {"union_type": {"variants": vs}}
    if g.random() < 0.5:
        alike = [a for a in ATOMS if set(a) & set(t) and (a.get("simple") == t.get("simple") or "simple" not in t)]
        if alike: return g.choice(alike)
    return some_type(g, depth)

LITERALS = [lint(1), lint(-3), lfloat(1.5), lstr("a"), lstr(""), lstr("zz"), lbool(True), ltime(T0), prim(duration="3s"), lnone(),
    {"scalar": {"primitive": {}}}, {},
    {"scalar": {"blob": {"uri": "s3://x/y"}}}, {"scalar": {"blob": {"uri": "s3://x/y", "metadata": {}}}}, {"scalar": {"blob": {"uri": "s3://x/y", "metadata": {"type": {}}}}}, {"scalar": {"blob": {"uri": "s3://x/y", "metadata": {"type": {"format": "csv"}}}}}, {"scalar": {"blob": {"uri": "s3://x/y", "metadata": {"type": {"dimensionality": "MULTIPART"}}}}},
    {"scalar": {"binary": {"value": "AA==", "tag": "msgpack"}}}, {"scalar": {"binary": {"value": "AA==", "tag": "x"}}}, {"scalar": {"binary": {}}},
    {"scalar": {"schema": {"uri": "s3://x"}}}, {"scalar": {"schema": {"uri": "s3://x", "type": {"columns": [{"name": "a"}]}}}},
    {"scalar": {"structured_dataset": {"uri": "s3://x"}}}, {"scalar": {"structured_dataset": {"uri": "s3://x", "metadata": {}}}}, {"scalar": {"structured_dataset": {"uri": "s3://x", "metadata": {"structured_dataset_type": {"format": "parquet"}}}}}, {"scalar": {"structured_dataset": {"uri": "s3://x", "metadata": {"structured_dataset_type": {"columns": [{"name": "a", "literal_type": INT}]}}}}},
    {"scalar": {"error": {"failed_node_id": "n", "message": "m"}}}, {"scalar": {"generic": {"a": 1.0, "b": "x"}}}, {"scalar": {"generic": {}}},
    {"scalar": {"union": {"value": lint(1), "type": INT}}}, {"scalar": {"union": {"value": lnone(), "type": NONE}}}, {"scalar": {"union": {"value": lint(1), "type": tagged(INT, "int")}}}, {"scalar": {"union": {"type": STR}}}, {"scalar": {"union": {"value": lstr("a"), "type": enum("a", "b")}}},
    llist(), lmap(), llist(lint(1), lint(2)), llist(lint(1), lstr("x")), llist(lnone(), lint(1)), llist(llist(), llist(lint(1))), llist(llist()), llist(llist(lint(1), lstr("x")), llist(lint(1))), lmap(a=lint(1)), lmap(a=lint(1), b=lstr("x")), lmap(a=llist()), llist(lmap(a=lint(1)), lmap()), llist({}), llist({"scalar": {"union": {"value": lint(1), "type": INT}}}, {"scalar": {"union": {"value": lstr("a"), "type": STR}}}),
    {**lint(5), "hash": "h"}, {**lint(5), "metadata": {"k": "v"}}, {"offloaded_metadata": {"uri": "s3://x", "size_bytes": "3", "inferred_type": INT}}, {"offloaded_metadata": {"uri": "s3://x"}},
]

def some_literal(g, depth=0):
    r = g.random()
    if depth < 3 and r < 0.1: return llist(*(some_literal(g, depth + 1) for _ in range(g.randrange(4))))
    if depth < 3 and r < 0.17: return lmap(**{k: some_literal(g, depth + 1) for k in "ab"[: g.randrange(3)]})
    return g.choice(LITERALS)

def fitting(g, t, depth=0):
    """A literal for a type, mostly a right one."""
    if depth > 5 or g.random() < 0.08: return some_literal(g)
    if "collection_type" in t: return llist(*(fitting(g, t["collection_type"], depth + 1) for _ in range(g.randrange(3))))
    if "map_value_type" in t: return lmap(**{k: fitting(g, t["map_value_type"], depth + 1) for k in "ab"[: g.randrange(3)]})
    if "union_type" in t:
        vs = t["union_type"].get("variants")
        if not vs: return lnone()
        v = g.choice(vs); x = fitting(g, v, depth + 1)
        return x if g.random() < 0.4 else {"scalar": {"union": {"value": x, "type": v if g.random() < 0.85 else some_type(g, 2)}}}
    if "enum_type" in t: return lstr(g.choice(t["enum_type"].get("values", []) + ["q"]))
    if "blob" in t: return {"scalar": {"blob": {"uri": "s3://x/y", "metadata": {"type": t["blob"]}}}}
    if "schema" in t: return {"scalar": {"schema": {"uri": "s3://x", "type": t["schema"]}}}
    if "structured_dataset_type" in t: return {"scalar": {"structured_dataset": {"uri": "s3://x", "metadata": {"structured_dataset_type": t["structured_dataset_type"]}}}}
    return {"INTEGER": lint(g.randrange(9)), "FLOAT": lfloat(0.5), "STRING": lstr("s"), "BOOLEAN": lbool(True), "DATETIME": ltime(T0), "DURATION": prim(duration="5s"), "NONE": lnone(), "STRUCT": {"scalar": {"generic": {"a": 1.0}}}, "BINARY": {"scalar": {"binary": {"value": "AA=="}}}, "ERROR": {"scalar": {"error": {"message": "m"}}}}.get(t.get("simple"), lnone())

def binding_of(lit):
    """Binding data that says what a literal does, where it can."""
    if "scalar" in lit: return {"scalar": lit["scalar"]}
    if "collection" in lit: return {"collection": {"bindings": [binding_of(x) for x in lit["collection"].get("literals", [])]}}
    if "map" in lit: return {"map": {"bindings": {k: binding_of(v) for k, v in lit["map"].get("literals", {}).items()}}}
    return {}
