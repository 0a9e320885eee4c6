"""Records metrics.json.gz: what xgboost 3.4.1 answers for random labels, weights, groups and margins.

A round with learning_rate 0 leaves the margins as they are given. Run as
`python metrics.py | gzip -9 -n > metrics.json.gz` with xgboost 3.4.1 and numpy 2.5.5.
"""

import base64
import json
import sys

import numpy as np
import xgboost as xgb

rng = np.random.default_rng(5)
out = []


def b64(a):
    return None if a is None else base64.b64encode(np.asarray(a, dtype=np.float32).tobytes()).decode()


def case(objective, metrics, margin, label=None, weight=None, group=None, bounds=None, **params):
    n = len(margin)
    d = xgb.DMatrix(np.zeros((n, 1), np.float32))
    if label is not None:
        d.set_info(label=label)
    if group is not None:
        d.set_group(group)
    if weight is not None:
        d.set_weight(weight)
    lower, upper = bounds or (None, None)
    if bounds:
        d.set_float_info("label_lower_bound", lower)
        d.set_float_info("label_upper_bound", upper)
    d.set_base_margin(margin)
    p = dict(objective=objective, eval_metric=metrics, learning_rate=0, max_depth=1, nthread=1, **params)
    lines = []

    class Listen(xgb.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            lines.append(model.eval_set([(d, "t")], 0))
            return False

    xgb.train(p, d, 1, callbacks=[Listen()])
    got = [x.rsplit(":", 1) for x in lines[0].split("\t")[1:]]
    out.append(dict(
        params=p, n=n, label=b64(label), margin=b64(margin), weight=b64(weight), group=group, lower=b64(lower),
        upper=b64(upper), values=[[k[2:], v] for k, v in got],
    ))


def rows(n, weighted):
    w = (rng.random(n) * 3).astype(np.float32) if weighted else None
    if weighted and n > 3:
        w[::7] = 0
    m = rng.normal(size=n).astype(np.float32)
    y = (rng.random(n) < 0.4).astype(np.float32)
    frac = rng.random(n).astype(np.float32)
    case("binary:logistic", ["logloss", "error", "error@0.3", "error@0.7", "auc", "aucpr", "rmse", "mae", "mape", "rmsle",
                             "ams@0.15", "ams@0"], m, y, w)
    case("binary:logistic", ["logloss", "auc", "aucpr", "error@0.55"], np.round(m * 2) / 2, frac, w)
    case("reg:squarederror", ["rmse", "mae", "mape", "rmsle", "mphe", "gamma-deviance", "gamma-nloglik"],
         np.abs(rng.normal(size=n)) + 0.05, np.abs(m) + 0.1, w, huber_slope=1.7)
    case("count:poisson", ["poisson-nloglik", "rmse", "rmsle"], m, rng.poisson(3, n).astype(np.float32), w)
    case("count:poisson", ["poisson-nloglik"], m, frac * 3, w)
    case("reg:gamma", ["gamma-nloglik", "gamma-deviance", "rmse"], m, frac * 5 + 0.01, w)
    case("reg:tweedie", ["tweedie-nloglik@1.3", "tweedie-nloglik@1.9", "tweedie-nloglik@1"], m, np.floor(frac * 4), w)
    labels = rng.integers(0, 4, n).astype(np.float32)
    case("multi:softprob", ["mlogloss", "merror", "auc", "aucpr"], rng.normal(size=(n, 4)), labels, w, num_class=4)
    case("multi:softmax", ["mlogloss", "merror", "auc"], 4 * rng.normal(size=(n, 4)), labels, w, num_class=4)
    case("survival:cox", ["cox-nloglik"], m, (rng.normal(size=n) * 3).round(1).astype(np.float32), w)
    for noise in ("normal", "logistic", "extreme"):
        lower = np.exp(rng.normal(size=n)).astype(np.float32)
        upper = lower.copy()
        kind = rng.integers(0, 4, n)
        upper[kind == 1] = np.inf
        upper[kind == 2] *= 2
        lower[kind == 3] = 0
        case("survival:aft", ["aft-nloglik", "interval-regression-accuracy"], m * 2, None, w, bounds=(lower, upper),
             aft_loss_distribution=noise, aft_loss_distribution_scale=0.7)
    case("reg:quantileerror", ["quantile"], rng.normal(size=(n, 3)), m * 2, w, quantile_alpha=[0.1, 0.35, 0.9])
    case("reg:expectileerror", ["expectile"], rng.normal(size=(n, 2)), m * 2, w, expectile_alpha=[0.2, 0.8])


def groups(n, weighted):
    sizes = []
    while sum(sizes) < n:
        sizes.append(min(int(rng.integers(1, 12)), n - sum(sizes)))
    w = (rng.random(len(sizes)) * 2 + 0.1).astype(np.float32) if weighted else None
    y = (rng.random(n) < 0.4).astype(np.float32)
    degrees = rng.integers(0, 5, n).astype(np.float32)
    m = rng.normal(size=n).astype(np.float32)
    for margin in (m, np.round(m * 2) / 2):
        case("rank:ndcg", ["ndcg", "ndcg@3", "ndcg@3-", "ndcg-", "map", "map@2", "map@4-", "pre", "pre@3", "auc", "aucpr"],
             margin, y, w, sizes)
        case("rank:ndcg", ["ndcg", "ndcg@3", "ndcg@1-", "ndcg-", "auc"], margin, degrees, w, sizes)
        case("rank:pairwise", ["ndcg", "ndcg@5"], margin, (degrees * 1.5).astype(np.float32), w, sizes,
             ndcg_exp_gain=False)


for n in (1, 3, 57, 150):
    for weighted in (False, True):
        rows(n, weighted)
        if n >= 57:
            groups(n, weighted)
json.dump(out, sys.stdout)
