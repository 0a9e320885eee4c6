"""Records callbacks.json.gz: what xgboost's callbacks do. Run as `python callbacks.py | gzip -9 -n > callbacks.json.gz` with xgboost 3.4.1."""

import base64
import json
import os
import sys
import tempfile

import numpy as np
import xgboost as xgb
from xgboost.callback import EarlyStopping, EvaluationMonitor, LearningRateScheduler, TrainingCallback, TrainingCheckPoint

rng = np.random.RandomState(7)
ROWS, COLS = 240, 5
x = rng.random_sample((ROWS, COLS)).astype(np.float32)
x[rng.random_sample((ROWS, COLS)) < 0.08] = np.nan
noise = rng.random_sample(ROWS)
filled = np.nan_to_num(x)
LABELS = {
    "binary": (filled[:, 0] + filled[:, 1] + 0.8 * noise > 1.3).astype(np.float32),
    "number": (3 * filled[:, 0] - filled[:, 2] + noise).astype(np.float32),
    "classes": np.minimum(2, np.floor(2 * filled[:, 0] + 1.5 * noise)).astype(np.float32),
}
TRAIN, TEST = slice(0, 160), slice(160, ROWS)


class Setter(TrainingCallback):
    """Sets parameters before given rounds."""

    def __init__(self, changes):
        super().__init__()
        self.changes = changes

    def before_iteration(self, model, epoch, evals_log):
        for name, value in self.changes.get(str(epoch), {}).items():
            model.set_param(name, value)
        return False


class Stopper(TrainingCallback):
    """Ends the training after a round."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def after_iteration(self, model, epoch, evals_log):
        return epoch == self.after


def made(spec, lines, folder):
    kind, options = spec["kind"], {k: v for k, v in spec.items() if k != "kind"}
    if kind == "rates":
        return LearningRateScheduler(options["list"])
    if kind == "rate":
        return LearningRateScheduler(lambda epoch: options["first"] / (epoch + 2))
    if kind == "stop":
        return EarlyStopping(**options)
    if kind == "monitor":
        return EvaluationMonitor(logger=lines.append, **options)
    if kind == "set":
        return Setter(options["changes"])
    if kind == "checkpoint":
        return TrainingCheckPoint(folder, **options)
    return Stopper(**options)


def matrix(label, rows):
    return xgb.DMatrix(x[rows], label=LABELS[label][rows])


def text(raw):
    return base64.b64encode(bytes(raw)).decode()


def run_train(case, lines, folder):
    d, t = matrix(case["label"], TRAIN), matrix(case["label"], TEST)
    evals = [(d, "train"), (t, "test")] if case.get("evals", True) else []
    result = {}
    callbacks = [made(spec, lines, folder) for spec in case["callbacks"]]
    params = {"nthread": 1, **case["params"]}
    first = None
    if "first" in case:
        first = xgb.train({"nthread": 1, **case["params"], **case["first"]["params"]}, d, case["first"]["rounds"])
        if "slice" in case["first"]:
            first = first[slice(*case["first"]["slice"])]
        for name, value in case["first"].get("set", {}).items():
            first.set_param(name, value)
        if case["first"].get("bare"):
            params = {}
    b = xgb.train(params, d, case["rounds"], evals=evals, evals_result=result, callbacks=callbacks, xgb_model=first,
                  verbose_eval=case.get("verbose", False), early_stopping_rounds=case.get("early"), maximize=case.get("maximize"))
    out = {"model": text(b.save_raw("ubj")), "history": result, "rounds": b.num_boosted_rounds(), "attributes": b.attributes()}
    if "then" in case:
        out["then"] = text(xgb.train(case["then"], d, 2, xgb_model=b).save_raw("ubj"))
    return out


def run_cv(case, lines, folder):
    callbacks = [made(spec, lines, folder) for spec in case["callbacks"]]
    result = xgb.cv({"nthread": 1, **case["params"]}, matrix(case["label"], TRAIN), case["rounds"], nfold=3, seed=2,
                    as_pandas=False, callbacks=callbacks)
    return {"result": result}


def run_fit(case, lines, folder):
    callbacks = [made(spec, lines, folder) for spec in case["callbacks"]]
    y = LABELS[case["label"]]
    model = getattr(xgb, case["estimator"])(n_jobs=1, callbacks=callbacks, n_estimators=case["rounds"], **case["params"])
    if case["label"] != "number":
        y = y.astype(int)
    model.fit(x[TRAIN].astype(np.float64), y[TRAIN], eval_set=[(x[TEST].astype(np.float64), y[TEST])], verbose=False)
    b = model.get_booster()
    return {"model": text(b.save_raw("ubj")), "history": model.evals_result(), "rounds": b.num_boosted_rounds(),
            "attributes": b.attributes(), "predict": [float(v) for v in model.predict(x[TEST].astype(np.float64))]}


HALF = {"kind": "rate", "first": 0.9}
RATES = {"kind": "rates", "list": [0.5, 0.43, 0.31, 0.2, 1e-05, 0.1, 0.7, 1, 0.05, 0.33]}
LOGISTIC = {"objective": "binary:logistic", "max_depth": 3, "eval_metric": ["logloss", "auc", "error"]}
SLOW = {"objective": "reg:squarederror", "max_depth": 4, "eta": 0.6, "eval_metric": ["mae", "rmse"]}
DRAWN = {"subsample": 0.7, "colsample_bytree": 0.8, "colsample_bynode": 0.7, "seed": 4}

CASES = {
    "a list of rates": {"label": "binary", "params": LOGISTIC, "rounds": 10, "callbacks": [RATES]},
    "a function of the round": {"label": "binary", "params": {**LOGISTIC, "eta": 0.8}, "rounds": 8, "callbacks": [HALF]},
    "rates with exact": {"label": "number", "params": {"tree_method": "exact", "max_depth": 4}, "rounds": 6, "callbacks": [HALF]},
    "rates with approx, rows and columns drawn": {"label": "binary", "params": {**LOGISTIC, "tree_method": "approx", "subsample": 0.7, "colsample_bytree": 0.8}, "rounds": 6, "callbacks": [RATES]},
    "rates with hist, rows and columns drawn": {"label": "number", "params": DRAWN, "rounds": 8, "callbacks": [HALF]},
    "rates with dart": {"label": "number", "params": {"booster": "dart", "rate_drop": 0.4, "seed": 3}, "rounds": 8, "callbacks": [HALF]},
    "rates with parallel trees": {"label": "number", "params": {"num_parallel_tree": 3, "subsample": 0.6}, "rounds": 5, "callbacks": [HALF]},
    "rates with classes": {"label": "classes", "params": {"objective": "multi:softprob", "num_class": 3}, "rounds": 5, "callbacks": [HALF]},
    "parameters set between rounds": {"label": "binary", "params": {**LOGISTIC, "subsample": 0.9}, "rounds": 8, "callbacks": [{"kind": "set", "changes": {"2": {"max_depth": 6, "min_child_weight": 0.1}, "3": {"subsample": 0.5, "reg_lambda": 3.5, "gamma": 0.1}, "5": {"colsample_bytree": 0.6, "reg_alpha": 0.05}, "6": {"colsample_bylevel": 0.6, "max_delta_step": 0.4, "max_leaves": 5}}}]},
    "parameters set between rounds with exact": {"label": "number", "params": {"tree_method": "exact", "max_depth": 3}, "rounds": 6, "callbacks": [{"kind": "set", "changes": {"1": {"max_depth": 5}, "3": {"subsample": 0.5, "alpha": 0.3}}}]},
    "dropout set between rounds": {"label": "number", "params": {"booster": "dart", "rate_drop": 0.1}, "rounds": 8, "callbacks": [{"kind": "set", "changes": {"3": {"rate_drop": 0.6}, "5": {"skip_drop": 0.5}}}]},
    "stops, all trees stay": {"label": "number", "params": SLOW, "rounds": 60, "callbacks": [{"kind": "stop", "rounds": 3}]},
    "stops, the best trees stay": {"label": "number", "params": SLOW, "rounds": 60, "callbacks": [{"kind": "stop", "rounds": 3, "save_best": True}], "then": {}},
    "stops on a metric of a set": {"label": "number", "params": SLOW, "rounds": 60, "callbacks": [{"kind": "stop", "rounds": 4, "metric_name": "mae", "data_name": "test", "save_best": True}]},
    "stops on the first set": {"label": "binary", "params": LOGISTIC, "rounds": 30, "callbacks": [{"kind": "stop", "rounds": 2, "metric_name": "error", "data_name": "train"}]},
    "stops on what is maximized by name": {"label": "binary", "params": LOGISTIC, "rounds": 30, "callbacks": [{"kind": "stop", "rounds": 3, "metric_name": "auc", "save_best": True}]},
    "stops on what is maximized by wish": {"label": "binary", "params": LOGISTIC, "rounds": 30, "callbacks": [{"kind": "stop", "rounds": 3, "metric_name": "logloss", "maximize": True}]},
    "an improvement must exceed": {"label": "number", "params": {**SLOW, "eta": 0.1}, "rounds": 60, "callbacks": [{"kind": "stop", "rounds": 2, "min_delta": 0.02, "save_best": True}]},
    "the best trees of a forest with drawn rows": {"label": "number", "params": {**SLOW, **DRAWN, "num_parallel_tree": 2}, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 2, "save_best": True}], "then": {"eta": 0.2}},
    "the best trees of dart": {"label": "number", "params": {**SLOW, "booster": "dart", "rate_drop": 0.3}, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 3, "save_best": True}], "then": {}},
    "the best trees of classes": {"label": "classes", "params": {"objective": "multi:softprob", "num_class": 3, "eta": 0.8}, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 2, "save_best": True}]},
    "goes on, and counts earlier rounds": {"label": "number", "params": SLOW, "first": {"params": {}, "rounds": 2}, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 3, "save_best": True}, {"kind": "monitor"}]},
    "goes on from a slice": {"label": "number", "params": DRAWN, "first": {"params": {}, "rounds": 5, "slice": [0, 3], "bare": True}, "rounds": 3, "callbacks": []},
    "goes on from every other round": {"label": "number", "params": DRAWN, "first": {"params": {}, "rounds": 7, "slice": [1, 5, 2], "bare": True}, "rounds": 2, "callbacks": []},
    "goes on after parameters were set": {"label": "number", "params": {"max_depth": 2}, "first": {"params": {}, "rounds": 2, "set": {"max_depth": 5, "eta": 0.7}, "bare": True}, "rounds": 3, "callbacks": []},
    "rates are handed on": {"label": "number", "params": {"max_depth": 3}, "rounds": 4, "callbacks": [HALF], "then": {}},
    "what ends a training hides the round from those after it": {"label": "number", "params": {**SLOW, "eta": 0.1}, "rounds": 20, "callbacks": [{"kind": "end", "after": 4}, {"kind": "stop", "rounds": 3}, {"kind": "monitor"}]},
    "lines": {"label": "binary", "params": LOGISTIC, "rounds": 8, "callbacks": [{"kind": "monitor", "period": 3}]},
    "lines of another worker": {"label": "binary", "params": LOGISTIC, "rounds": 3, "callbacks": [{"kind": "monitor", "rank": 1}]},
    "lines, rates and an end": {"label": "number", "params": SLOW, "rounds": 60, "callbacks": [HALF, {"kind": "monitor", "period": 4}, {"kind": "stop", "rounds": 3, "save_best": True}]},
    "early stopping by option, maximized": {"label": "binary", "params": LOGISTIC, "rounds": 20, "callbacks": [], "early": 2, "maximize": True},
    "check points": {"label": "binary", "params": LOGISTIC, "rounds": 8, "first": {"params": {}, "rounds": 2}, "callbacks": [{"kind": "checkpoint", "name": "m", "interval": 3}]},
    "cv with rates": {"call": "cv", "label": "binary", "params": LOGISTIC, "rounds": 8, "callbacks": [RATES, {"kind": "monitor", "period": 2, "show_stdv": True}]},
    "cv that stops": {"call": "cv", "label": "number", "params": SLOW, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 3, "metric_name": "mae"}, HALF, {"kind": "monitor"}]},
    "cv that stops on the training parts": {"call": "cv", "label": "number", "params": SLOW, "rounds": 40, "callbacks": [{"kind": "stop", "rounds": 2, "data_name": "train", "min_delta": 0.01}]},
    "a classifier": {"call": "fit", "estimator": "XGBClassifier", "label": "binary", "params": {"max_depth": 3, "eval_metric": ["auc", "logloss"]}, "rounds": 40, "callbacks": [HALF, {"kind": "stop", "rounds": 3, "save_best": True, "data_name": "validation_0", "metric_name": "logloss"}, {"kind": "monitor", "period": 5}]},
    "a classifier of three": {"call": "fit", "estimator": "XGBClassifier", "label": "classes", "params": {"max_depth": 3, "learning_rate": 0.9}, "rounds": 30, "callbacks": [{"kind": "stop", "rounds": 2, "save_best": True}]},
    "a regressor": {"call": "fit", "estimator": "XGBRegressor", "label": "number", "params": {"max_depth": 5, "learning_rate": 0.7}, "rounds": 30, "callbacks": [{"kind": "stop", "rounds": 3}, RATES, {"kind": "monitor"}][:1]},
}

out = {}
for name, case in CASES.items():
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        expected = {"train": run_train, "cv": run_cv, "fit": run_fit}[case.get("call", "train")](case, lines, folder)
        files = {f: text(open(os.path.join(folder, f), "rb").read()) for f in sorted(os.listdir(folder))}
    out[name] = {**case, "expected": {**expected, "lines": lines, "files": files}}

data = {"rows": ROWS, "cols": COLS, "test": TEST.start, "x": text(x.tobytes()), "labels": {k: v.tolist() for k, v in LABELS.items()}}
json.dump({"data": data, "cases": out}, sys.stdout)
