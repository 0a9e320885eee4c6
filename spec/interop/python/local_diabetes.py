"""Registers the Python diabetes workflow with a table of this disk, and compares models.

    python local_diabetes.py register ENDPOINT TABLE
    python local_diabetes.py model JOBLIB_FILE    # the model in xgboost's JSON, on stdout
"""

import sys


def register(endpoint, table):
    from flytekit import LaunchPlan
    from flytekit.configuration import Config, PlatformConfig, SerializationSettings, ImageConfig
    from flytekit.remote import FlyteRemote
    from flytekit.types.file import FlyteFile
    from ml_training.pima_diabetes.diabetes import diabetes_xgboost_model

    scope = {"project": "flytesnacks", "domain": "development"}
    remote = FlyteRemote(
        Config(platform=PlatformConfig(endpoint=endpoint, insecure=True)),
        default_project=scope["project"],
        default_domain=scope["domain"],
    )
    settings = SerializationSettings(image_config=ImageConfig.auto(img_name="example/image:1"), version="py", **scope)
    remote.register_workflow(diabetes_xgboost_model, serialization_settings=settings, version="py")
    plan = LaunchPlan.create("local_diabetes", diabetes_xgboost_model, default_inputs={"dataset": FlyteFile(table)})
    remote.register_launch_plan(plan, version="py", **scope)


def model(path):
    import joblib

    sys.stdout.buffer.write(joblib.load(path).get_booster().save_raw("json"))


if sys.argv[1] == "register":
    register(sys.argv[2], sys.argv[3])
else:
    model(sys.argv[2])
