"""The other side of BenchPeer: one JSON request a line on standard input, one JSON answer a line on standard output."""
import json
import os
import sys
import time

import numpy as np
import scipy.sparse
import sklearn
from sklearn.calibration import *
from sklearn.cluster import *
from sklearn.decomposition import *
from sklearn.discriminant_analysis import *
from sklearn.ensemble import *
from sklearn.gaussian_process import *
from sklearn.gaussian_process.kernels import *
from sklearn.kernel_ridge import *
from sklearn.linear_model import *
from sklearn.manifold import *
from sklearn.mixture import *
from sklearn.multiclass import *
from sklearn.naive_bayes import *
from sklearn.neighbors import *
from sklearn.random_projection import *
from sklearn.svm import *
from sklearn.tree import *

FOLDER = sys.argv[1]
THREADS = int(os.environ["MILLRACE_THREADS"])
data = {}


def read(name, rows, width, sparse):
    x = np.fromfile(os.path.join(FOLDER, name + ".x"))
    if not sparse:
        return x.reshape(rows, width)
    index = np.fromfile(os.path.join(FOLDER, name + ".index"), dtype=np.int32)
    starts = np.fromfile(os.path.join(FOLDER, name + ".starts"), dtype=np.int32)
    return scipy.sparse.csr_matrix((x, index, starts), shape=(rows, width))


def load(request):
    data["x"] = read("train", request["train"], request["width"], request["sparse"])
    data["z"] = read("test", request["test"], request["width"], request["sparse"])
    data["y"] = np.fromfile(os.path.join(FOLDER, "train.y"))
    return {}


def run(request):
    estimator = eval(request["estimator"])
    if "n_jobs" in estimator.get_params():
        estimator.set_params(n_jobs=THREADS)
    x, z = data["x"], data["z"]
    np.random.seed(42)  # estimators without a seed draw from it: the same scores in every run
    begun = time.perf_counter()
    try:
        return timed(estimator, request["task"], x, z, begun)
    except TypeError:
        if not scipy.sparse.issparse(x):
            raise
        # It refuses sparse rows: what its user would do then is part of the time.
        begun = time.perf_counter()
        return timed(estimator, request["task"], x.toarray(), z.toarray(), begun)


def timed(estimator, task, x, z, begun):
    if task == "CLUSTERING" and not hasattr(estimator, "predict"):
        out = estimator.fit_predict(x)
        return {"fit": time.perf_counter() - begun, "predict": 0.0, "out": out}
    if task == "STEP" and not hasattr(estimator, "transform"):
        estimator.fit_transform(x)
        return {"fit": time.perf_counter() - begun, "predict": 0.0, "out": np.zeros(0)}
    estimator.fit(x, data["y"])
    fitted = time.perf_counter()
    if task == "CLUSTERING":
        out = estimator.predict(x)
    elif task == "OUTLIERS":
        out = estimator.decision_function(z)
    elif task == "STEP":
        estimator.transform(z)
        out = np.zeros(0)
    else:
        out = estimator.predict(z)
    return {"fit": fitted - begun, "predict": time.perf_counter() - fitted, "out": out}


def answer(request):
    if request["do"] == "version":
        return {"version": "scikit-learn " + sklearn.__version__ + ", numpy " + np.__version__}
    if request["do"] == "load":
        return load(request)
    try:
        result = run(request)
    except Exception as e:  # the table says what could not be run, and goes on
        return {"error": type(e).__name__ + ": " + str(e).splitlines()[0]}
    np.asarray(result.pop("out"), dtype=np.float64).tofile(os.path.join(FOLDER, "peer.out"))
    return result


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
