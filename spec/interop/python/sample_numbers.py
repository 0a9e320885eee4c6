"""Writes what Python's xgboost and scikit-learn give for the samples, one JSON object: sample_numbers.py TABLE.csv

`diabetes`: accuracies of samples/01-diabetes, whose Python original is followed, for several ratios and seeds.
`boosted`: all numbers of samples/03-xgboost for its seed 7.
"""

import base64
import hashlib
import json
import sys

import numpy as np
import sklearn
import xgboost as xgb
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split

NAMES = ["pregnancies", "glucose", "blood_pressure", "skin_fold", "insulin", "bmi", "pedigree", "age"]
PAIRS = [
    (0.66, 5), (0.33, 7), (0.5, 5), (0.5, 7), (0.1, 0), (0.2, 42), (0.25, 1), (0.4, 1234),
    (0.75, 99), (0.9, 2), (0.97, 11), (0.015, 3), (0.333333, 2147483647), (0.8, 4294967295),
]

table = np.loadtxt(sys.argv[1], delimiter=",")
x, y = table[:, :8], table[:, 8].astype(int)


def diabetes(ratio, seed):
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=ratio, random_state=seed)
    model = xgb.XGBClassifier(
        max_depth=4, learning_rate=0.1, n_estimators=100, objective="binary:logistic", n_jobs=1
    ).fit(x_train, y_train)
    return {"ratio": ratio, "seed": seed, "accuracy": accuracy_score(y_test, model.predict(x_test))}


def matrix(x, y):
    x = x.copy()
    for column in range(1, 6):  # glucose to bmi
        x[x[:, column] == 0, column] = np.nan
    return xgb.DMatrix(x, label=y, feature_names=NAMES)


def boosted(seed):
    x_rest, x_test, y_rest, y_test = train_test_split(x, y, test_size=0.2, random_state=seed, stratify=y)
    x_train, x_validation, y_train, y_validation = train_test_split(
        x_rest, y_rest, test_size=0.25, random_state=seed, stratify=y_rest
    )
    parameters = {
        "objective": "binary:logistic", "eval_metric": "logloss", "eta": 0.05, "max_depth": 3,
        "subsample": 0.8, "colsample_bytree": 0.8, "seed": 7, "nthread": 1,
    }
    train, test, history = matrix(x_train, y_train), matrix(x_test, y_test), {}
    booster = xgb.train(
        parameters, train, num_boost_round=500, early_stopping_rounds=40, verbose_eval=False, evals_result=history,
        evals=[(train, "train"), (matrix(x_validation, y_validation), "validation")],
    )
    kept = booster[: booster.best_iteration + 1]
    kept.set_attr(best_iteration=str(booster.best_iteration), best_score=str(booster.best_score))
    chances = kept.predict(test)
    shap = kept.predict(test, pred_contribs=True)[:, :-1].astype(np.float64)
    return {
        "rows": {"train": len(y_train), "validation": len(y_validation), "test": len(y_test)},
        "train": history["train"]["logloss"],
        "validation": history["validation"]["logloss"],
        "best_iteration": booster.best_iteration,
        "best_score": booster.best_score,
        "chances": base64.b64encode(chances.tobytes()).decode(),
        "accuracy": accuracy_score(y_test, chances > 0.5),
        "logloss": log_loss(y_test, chances.astype(np.float64)),
        "importances": dict(zip(NAMES, np.abs(shap).mean(axis=0).tolist())),
        "first": shap[0].tolist(),
        "model_sha256": hashlib.sha256(bytes(kept.save_raw("json"))).hexdigest(),
    }


print(json.dumps({
    "versions": {"xgboost": xgb.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "diabetes": [diabetes(*pair) for pair in PAIRS],
    "boosted": boosted(7),
}, indent=1))
