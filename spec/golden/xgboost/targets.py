"""Records targets.json.gz: trainings with several labels a row. Run as `python targets.py | gzip -9 -n > targets.json.gz` with xgboost 3.4.1."""

import json
import sys

import numpy as np
import xgboost as xgb

rng = np.random.RandomState(3)
ROWS = 120
x = rng.random_sample((ROWS, 4)).astype(np.float32)
x[rng.random_sample(x.shape) < 0.1] = np.nan
filled = np.nan_to_num(x)
numbers = np.stack([3 * filled[:, 0] + rng.random_sample(ROWS), filled[:, 1] - filled[:, 2], 0.1 * filled[:, 3]], 1).astype(np.float32)
LABELS = {"number": numbers, "binary": (numbers > numbers.mean(0)).astype(np.float32), "positive": np.abs(numbers) + np.float32(0.01)}
weight = rng.random_sample(ROWS).astype(np.float32)
cases = []


def case(label, params, rounds=3, weighted=False):
    d = xgb.DMatrix(x, label=LABELS[label], weight=weight if weighted else None)
    entry = {"label": label, "params": params, "rounds": rounds, "weighted": weighted}
    cases.append(entry)
    try:
        history = {}
        b = xgb.train({"nthread": 1, **params}, d, rounds, evals=[(d, "train")], evals_result=history, verbose_eval=False)
    except xgb.core.XGBoostError as e:
        entry["refused"] = [line for line in str(e).split("\n") if line][0].split("] ", 1)[1]
        return

    def head(values):
        return [float(v) for v in values.ravel()[:120]]

    entry["expected"] = {"model": bytes(b.save_raw("json")).decode(), "history": history, "predict": head(b.predict(d)),
                         "margin": head(b.predict(d, output_margin=True)), "contribs": head(b.predict(d, pred_contribs=True))}


for weighted in (False, True):
    for method in ("hist", "exact", "approx"):
        case("number", {"tree_method": method}, weighted=weighted)
        case("binary", {"objective": "binary:logistic", "tree_method": method}, weighted=weighted)
    for objective in ("reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror", "reg:gamma", "reg:tweedie", "count:poisson"):
        case("positive", {"objective": objective, "max_depth": 3}, weighted=weighted)
    for objective in ("reg:logistic", "binary:logitraw", "binary:hinge"):
        case("binary", {"objective": objective, "max_depth": 3}, weighted=weighted)
for objective in ("survival:cox", "survival:aft", "rank:ndcg", "multi:softprob", "reg:quantileerror", "reg:expectileerror"):
    case("positive", {"objective": objective, "num_class": 3} if objective.startswith("multi") else
         {"objective": objective, "quantile_alpha": 0.3} if "quantile" in objective else
         {"objective": objective, "expectile_alpha": 0.3} if "expectile" in objective else {"objective": objective})
case("number", {"subsample": 0.6, "colsample_bytree": 0.7, "num_parallel_tree": 2, "eval_metric": ["mae", "rmse", "mphe"]})
case("binary", {"objective": "binary:logistic", "scale_pos_weight": 2.5, "eval_metric": ["error@0.3", "logloss"]})
case("positive", {"objective": "count:poisson", "eval_metric": ["mape", "rmsle", "poisson-nloglik", "gamma-deviance", "gamma-nloglik", "tweedie-nloglik@1.5"]})
case("binary", {"objective": "binary:logistic", "eval_metric": ["auc", "aucpr"]})
case("binary", {"objective": "binary:logistic", "eval_metric": ["auc", "aucpr"]}, weighted=True)
case("binary", {"eval_metric": "merror"})
case("binary", {"eval_metric": "ndcg"})
case("number", {"base_score": 0.3})
case("number", {"base_score": [0.3, 0.1, 0.2]})
case("number", {"booster": "dart", "rate_drop": 0.4})
case("number", {"num_target": 3})
case("number", {"num_target": 2})

model = xgb.XGBRegressor(n_estimators=5, max_depth=3, n_jobs=1)
model.fit(x, numbers, eval_set=[(x, numbers)], sample_weight=weight, verbose=False)
regressor = {"predict": [float(v) for v in model.predict(x).ravel()], "score": model.score(x, numbers.astype(np.float64)),
             "weighted": model.score(x, numbers.astype(np.float64), sample_weight=weight), "history": model.evals_result(),
             "importances": [float(v) for v in model.feature_importances_]}

rows = [[None if np.isnan(v) else float(v) for v in row] for row in x]
labels = {name: [[float(v) for v in row] for row in label] for name, label in LABELS.items()}
json.dump({"x": rows, "labels": labels, "weight": [float(v) for v in weight], "cases": cases, "regressor": regressor}, sys.stdout)
