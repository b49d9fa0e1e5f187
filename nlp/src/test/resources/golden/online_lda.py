"""Golden values for OnlineLdaTest, by scikit-learn 1.2.1: python3 online_lda.py > online_lda.json

Lambda starts with random numbers, which are written out; each document of the training starts with
gammas of 1, so that the numbers can be compared.
"""

import json

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.decomposition import LatentDirichletAllocation


class Start(np.random.RandomState):
    """Random for lambda, which is drawn first; ones for the documents."""

    lambda_ = None

    def gamma(self, shape, scale=1.0, size=None):
        if self.lambda_ is None:
            self.lambda_ = super().gamma(shape, scale, size)
            return self.lambda_.copy()
        return np.ones(size)


def counts(seed, documents, words):
    rng = np.random.RandomState(seed)
    topics = rng.dirichlet(np.full(words, 0.1), 3)
    rows = [rng.multinomial(rng.randint(5, 60), rng.dirichlet(np.ones(3)) @ topics) for _ in range(documents)]
    x = np.array(rows, dtype=float)
    x[0, np.flatnonzero(x.sum(axis=0) == 0)] = 1  # every word occurs
    x[1] = 0  # and one document is empty
    return x


cases = {
    "batch": dict(n_components=3),
    "online": dict(n_components=5, learning_method="online", batch_size=16, max_iter=4, learning_offset=5.0, learning_decay=0.8),
    "priors": dict(n_components=4, doc_topic_prior=0.1, topic_word_prior=0.01, max_iter=20, mean_change_tol=1e-5),
    "stops": dict(n_components=3, max_iter=50, evaluate_every=2, perp_tol=0.5),
}
x = sp.csr_matrix(counts(7, 50, 40))
new = sp.csr_matrix(counts(8, 6, 40))
out = {"version": "scikit-learn " + sklearn.__version__, "starts": x.indptr.tolist(), "word": x.indices.tolist(), "count": x.data.tolist(),
       "newStarts": new.indptr.tolist(), "newWord": new.indices.tolist(), "newCount": new.data.tolist(), "words": x.shape[1], "cases": {}}
for name, parameters in cases.items():
    start = Start(11)
    lda = LatentDirichletAllocation(random_state=start, **parameters).fit(x)
    out["cases"][name] = {
        "start": start.lambda_.ravel().tolist(),
        "components": lda.components_.ravel().tolist(),
        "mixtures": lda.transform(new).ravel().tolist(),
        "perplexity": float(lda.bound_),
        "iterations": int(lda.n_iter_),
    }
print(json.dumps(out))
