"""What spec/bench/programs measures, with Python xgboost.

    bench_boosters.py large ROWS FILE THREADS      bench_boosters.py pima TABLE
"""

import json
import resource
import sys
import time

import numpy as np
import xgboost as xgb


def timed(work):
    start = time.perf_counter()
    value = work()
    return value, (time.perf_counter() - start) * 1e3


def large(rows, file, threads):
    data = np.fromfile(file, np.float32)
    x, label = data[: rows * 28].reshape(rows, 28), data[rows * 28 :]
    binned, bin_time = timed(lambda: xgb.QuantileDMatrix(x, label=label, nthread=threads))
    params = {"objective": "binary:logistic", "max_depth": 6, "nthread": threads}
    booster, train_time = timed(lambda: xgb.train(params, binned, 50))
    matrix = xgb.DMatrix(x, nthread=threads)
    booster.set_param({"nthread": threads})
    predicted, predict_time = timed(lambda: booster.predict(matrix))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"bin": bin_time, "train": train_time, "predict": predict_time, "peak": peak, "first": float(predicted[0])}))


def pima(table):
    from sklearn.model_selection import train_test_split

    rows = np.loadtxt(table, delimiter=",")
    x, _, y, _ = train_test_split(rows[:, :8], rows[:, 8], test_size=0.33, random_state=7)
    fit = lambda: xgb.XGBClassifier(n_estimators=100, max_depth=4, learning_rate=0.1, n_jobs=1).fit(x, y)
    _, cold = timed(fit)
    print(json.dumps({"cold": cold, "warm": float(np.median([timed(fit)[1] for _ in range(31)]))}))


if sys.argv[1] == "large":
    large(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
else:
    pima(sys.argv[2])
