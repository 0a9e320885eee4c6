"""Structs with JSON schemas, each to each."""
from _gen import *
P = "conf20"
S = [jsonschema(p, r, **kw) for p, r, kw in [
 ({}, None, {}), ({"a": {"type": "integer"}}, None, {}), ({"a": {"type": "number"}}, None, {}), ({"a": {"type": "string"}}, None, {}), ({"a": {"type": "integer"}, "b": {"type": "string"}}, None, {}), ({"a": {"type": "integer"}}, ["a"], {}), ({"a": {"type": "integer"}, "b": {"type": "string"}}, ["a"], {}),
 ({"a": {"type": "integer"}}, None, {"title": "T"}), ({"a": {"type": "integer", "title": "A", "default": 1.0}}, None, {}), ({"a": {"type": "integer"}}, None, {"additionalProperties": False}), ({"a": {"type": "integer"}}, None, {"$schema": "https://json-schema.org/draft/2020-12/schema"}), ({"a": {"type": "integer"}}, None, {"$schema": "http://json-schema.org/draft-07/schema#"}), ({"a": {"type": "integer"}}, None, {"$schema": "http://json-schema.org/draft-04/schema#"}),
 ({"a": {"type": ["integer", "null"]}}, None, {}), ({"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, None, {}), ({"a": {"anyOf": [{"type": "integer"}]}}, None, {}), ({"a": {"oneOf": [{"type": "integer"}, {"type": "null"}]}}, None, {}), ({"a": {"allOf": [{"type": "integer"}]}}, None, {}),
 ({"a": {"type": "string", "enum": ["x", "y"]}}, None, {}), ({"a": {"type": "string", "enum": ["x"]}}, None, {}), ({"a": {"type": "string", "format": "date"}}, None, {}), ({"a": {"type": "string", "pattern": "^x"}}, None, {}), ({"a": {"type": "string", "minLength": 2.0}}, None, {}), ({"a": {"type": "string", "maxLength": 5.0}}, None, {}), ({"a": {"type": "number", "minimum": 1.0}}, None, {}), ({"a": {"type": "number", "maximum": 9.0}}, None, {}),
 ({"a": {"type": "array", "items": {"type": "string"}}}, None, {}), ({"a": {"type": "array", "items": {"type": "integer"}}}, None, {}), ({"a": {"type": "array"}}, None, {}), ({"a": {"type": "array", "items": {"type": "string"}, "minItems": 1.0}}, None, {}),
 ({"a": {"type": "object", "properties": {"x": {"type": "string"}}}}, None, {}), ({"a": {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}}}, None, {}), ({"a": {"type": "object", "additionalProperties": {"type": "string"}}}, None, {}), ({"a": {"type": "object"}}, None, {}), ({"a": {}}, None, {}),
 ({"a": {"$ref": "#/definitions/D"}}, None, {"definitions": {"D": {"type": "integer"}}}), ({"a": {"$ref": "#/$defs/D"}}, None, {"$defs": {"D": {"type": "integer"}}}), ({"a": {"$ref": "#/definitions/D"}}, None, {"definitions": {"D": {"type": "object", "properties": {"x": {"type": "string"}}}}}), ({"a": {"$ref": "#/definitions/Z"}}, None, {}), ({"a": {"type": "nonsense"}}, None, {}), ({"a": {"const": "k"}}, None, {}), ({"a": {"type": "string", "const": "k"}}, None, {}), ({"a": {"type": "boolean"}}, None, {}), ({"a": {"type": "integer"}}, [], {}), ({"a": True}, None, {}), ({"a": {"type": "integer", "minimum": 3.0}}, None, {}), ({"a": {"type": "integer", "enum": [1.0, 2.0]}}, None, {}), ({"a": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}}, None, {}),
]] + [{"simple": "STRUCT", "metadata": {}}, {"simple": "STRUCT"}, dataclass(a=INT), {**dataclass(a=INT), **{"metadata": {"type": "object", "properties": {"a": {"type": "integer"}}}}}, {"simple": "STRUCT", "metadata": {"type": "string"}}]

def run(c):
    g = rng(c)
    c.call("setup: project", "RegisterProject", {"project": {"id": P, "name": P}})
    for i, s in enumerate(S):
        c.call(f"gives {i}", "CreateTask", task(P, f"p{i}", {}, {"o": s})); c.call(f"takes {i}", "CreateTask", task(P, f"q{i}", {"i": s}, {}))
    pairs = [(i, j) for i in range(len(S)) for j in range(len(S))]
    g.shuffle(pairs)
    for i, j in pairs[: int(os.environ.get("N", "900"))]:
        c.call(f"{i} to {j}", "CreateWorkflow", workflow(P, f"w{i}x{j}", [tnode("n0", P, f"p{i}"), tnode("n1", P, f"q{j}", i=promise("n0", "o"))]))
