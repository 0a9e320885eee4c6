"""Trains random mixes of data and parameters with xgboost, one JSON value a line; or predicts with models on stdin.

    boosters.py train FIRST COUNT      boosters.py predict
"""

import base64
import json
import sys
import warnings

import numpy as np
import xgboost as xgb

warnings.filterwarnings("ignore")


def text(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.float32).tobytes()).decode()


def numbers(value):
    return np.frombuffer(base64.b64decode(value), np.float32)


def train(first, count):
    for seed in range(first, first + count):
        print(json.dumps(mix(seed)))


def mix(seed):
    random = np.random.RandomState(seed)

    def one(*values):
        return values[random.randint(len(values))]

    def maybe(share, name, *values):
        if random.rand() < share:
            params[name] = one(*values)

    rows, cols = one(7, 60, 200, 500), one(1, 3, 6)
    x = np.round(random.randn(rows, cols), one(0, 2, 6)).astype(np.float32)
    if random.rand() < 0.4:
        x[random.rand(rows, cols) < 0.15] = np.nan
    z = np.nan_to_num(x[:, 0]) + random.randn(rows) * 0.4
    params = {"nthread": 1, "tree_method": one("hist", "hist", "exact", "approx"), "seed": int(random.randint(100))}
    params["objective"] = one("binary:logistic", "reg:squarederror", "count:poisson", "multi:softprob", "reg:absoluteerror")
    y = (z > 0).astype(np.float32)
    if params["objective"].startswith("reg"):
        y = z
    if params["objective"] == "multi:softprob":
        params["num_class"] = 3
        y = np.clip(np.floor(z + 1.5), 0, 2)
    if params["objective"] == "count:poisson":
        y = np.floor(np.exp(np.clip(z, -2, 2)))
    maybe(0.7, "max_depth", 1, 2, 4, 7)
    maybe(0.5, "learning_rate", 0.1, 0.5, 1.0)
    maybe(0.3, "lambda", 0.0, 3.0)
    maybe(0.2, "alpha", 0.4)
    maybe(0.2, "gamma", 0.3, 2.0)
    maybe(0.2, "max_delta_step", 0.5)
    maybe(0.3, "min_child_weight", 0.0, 3.0)
    maybe(0.3, "subsample", 0.4, 0.8)
    maybe(0.2, "colsample_bytree", 0.6)
    maybe(0.2, "colsample_bylevel", 0.6)
    maybe(0.15, "num_parallel_tree", 2)
    maybe(0.15, "rate_drop", 0.3)
    maybe(0.15, "monotone_constraints", "(1)", "(-1)")
    if params["tree_method"] != "exact":
        maybe(0.3, "max_bin", 2, 7, 40)
        maybe(0.2, "colsample_bynode", 0.5)
        maybe(0.2, "grow_policy", "lossguide")
        maybe(0.2, "max_leaves", 3, 9)
    weight = np.round(random.rand(rows) * 2 + 0.1, 2) if random.rand() < 0.3 else None
    matrix = xgb.DMatrix(x, label=y, weight=weight, nthread=1)
    booster = xgb.train(params, matrix, 4)
    probe = np.where(random.rand(20, cols) < 0.2, np.nan, random.randn(20, cols)).astype(np.float32)
    return {
        "rows": rows,
        "cols": cols,
        "x": text(x),
        "label": text(y),
        "weight": None if weight is None else text(weight),
        "params": params,
        "model": bytes(booster.save_raw("json")).decode(),
        "ubj": base64.b64encode(bytes(booster.save_raw("ubj"))).decode(),
        "probe": text(probe),
        "margin": text(booster.predict(xgb.DMatrix(probe), output_margin=True)),
    }


def predict():
    for line in sys.stdin:
        asked = json.loads(line)
        booster = xgb.Booster(model_file=bytearray(base64.b64decode(asked["model"])))
        probe = numbers(asked["probe"]).reshape(-1, asked["cols"])
        print(json.dumps({"margin": text(booster.predict(xgb.DMatrix(probe), output_margin=True))}))


if sys.argv[1] == "train":
    train(int(sys.argv[2]), int(sys.argv[3]))
else:
    predict()
