"""Writes what flytekit registers for the workflows that a real Flyte ran (spec/golden/flyteadmin/real/entities.json.gz).

    python real_workflows.py FOLDER    FOLDER holds workflows.py; the JSON goes to standard output

As `pyflyte run --remote --copy all` sends it, with what differs from run to run as the recordings have it. `futures` is
what the dynamic task leaves, by its input.
"""

import json
import sys
from pathlib import Path

BUNDLE = "<bucket>/flytesnacks/development/<md5-base32>/fast<digest>.tar.gz"


def main():
    sys.path.insert(0, sys.argv[1])
    sys.dont_write_bytecode = True
    from flytekit.configuration import FastSerializationSettings, Image, ImageConfig, SerializationSettings
    from flytekit.core.context_manager import ExecutionState, FlyteContextManager
    from flytekit.core.type_engine import TypeEngine
    from flytekit.models.literals import LiteralMap
    from flytekit.tools.serialize_helpers import get_registrable_entities
    from google.protobuf.json_format import MessageToDict

    import workflows

    image = Image(name="default", fqn="example/image", tag="1")
    fast = FastSerializationSettings(enabled=True, destination_dir=".", distribution_location=BUNDLE)
    settings = SerializationSettings(
        project="flytesnacks",
        domain="development",
        version="real",
        image_config=ImageConfig(default_image=image, images=[image]),
        fast_serialization_settings=fast,
    )
    kinds = {"TaskSpec": "TASK", "WorkflowSpec": "WORKFLOW", "LaunchPlan": "LAUNCH_PLAN"}

    def described(message):
        kind = kinds[message.DESCRIPTOR.name]
        body = message.spec if kind == "LAUNCH_PLAN" else message
        id = message.id if kind == "LAUNCH_PLAN" else message.template.id
        return {"kind": kind, "id": MessageToDict(id), "spec": settled(MessageToDict(body))}

    def settled(value):
        if isinstance(value, dict):
            return {k: sorted(v) if k == "upstreamNodeIds" else settled(v) for k, v in value.items()}
        return [settled(item) for item in value] if isinstance(value, list) else value

    context = FlyteContextManager.current_context().with_serialization_settings(settings)
    with FlyteContextManager.with_context(context) as ctx:
        entities = [described(model.to_flyte_idl()) for model in get_registrable_entities(ctx)]
        state = ctx.new_execution_state().with_params(mode=ExecutionState.Mode.TASK_EXECUTION)
        with FlyteContextManager.with_context(ctx.with_execution_state(state)) as running:
            literal = TypeEngine.to_literal(running, 2, int, TypeEngine.to_literal_type(int))
            job = workflows.dyn.dispatch_execute(running, LiteralMap({"n": literal}))
    futures = {"2": settled(MessageToDict(job.to_flyte_idl()))}
    print(json.dumps({"entities": entities, "futures": futures}, sort_keys=True, indent=1))


main()
