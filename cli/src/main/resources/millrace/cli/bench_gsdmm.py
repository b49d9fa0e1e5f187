"""GSDMM as the paper states it, in plain Python: the peer that Millrace's Gsdmm is measured against.

    python3 bench_gsdmm.py documents.txt [labels.txt] [K] [iterations] [alpha] [beta] [seed]

documents.txt has one document a line, words parted by white space; labels.txt one gold label a line
("-" for none). Both may be gzipped. Prints one line of JSON: the seconds of the sampling (reading is
not counted), the number of clusters with documents, and, with labels, the normalised mutual
information (arithmetic mean of the entropies) of the sampled clusters.

J. Yin, J. Wang, A Dirichlet Multinomial Mixture Model-based Approach for Short Text Clustering,
KDD 2014: equation 4 (words may repeat in a document). Counts are held as the paper has them, per
cluster in lists and dictionaries; no third-party package is used. Probabilities are multiplied
directly, as the published implementations do: fine for short texts.
"""

import collections
import gzip
import json
import math
import random
import sys
import time


def lines(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def gsdmm(documents, vocabulary, k, iterations, alpha, beta, rng):
    """The cluster of each document, sampled; documents are lists of (word, count)."""
    lengths = [sum(count for _, count in words) for words in documents]
    size = [0] * k  # m_z: documents in the cluster
    total = [0] * k  # n_z: words in the cluster
    counts = [collections.defaultdict(int) for _ in range(k)]  # n_z^w
    cluster = []
    for words, length in zip(documents, lengths):
        z = rng.randrange(k)
        cluster.append(z)
        size[z] += 1
        total[z] += length
        for word, count in words:
            counts[z][word] += count
    v_beta = vocabulary * beta
    weight = [0.0] * k
    for _ in range(iterations):
        for d, words in enumerate(documents):
            z = cluster[d]
            length = lengths[d]
            size[z] -= 1
            total[z] -= length
            of_z = counts[z]
            for word, count in words:
                of_z[word] -= count
                if of_z[word] == 0:
                    del of_z[word]
            for c in range(k):
                p = size[c] + alpha
                of_c = counts[c]
                for word, count in words:
                    n = of_c.get(word, 0) + beta
                    for j in range(count):
                        p *= n + j
                n = total[c] + v_beta
                for i in range(length):
                    p /= n + i
                weight[c] = p
            z = rng.choices(range(k), weight)[0]
            cluster[d] = z
            size[z] += 1
            total[z] += length
            of_z = counts[z]
            for word, count in words:
                of_z[word] += count
    return cluster


def entropy(counts, n):
    return -sum(c / n * math.log(c / n) for c in counts.values())


def nmi(a, b):
    n = len(a)
    of_a, of_b = collections.Counter(a), collections.Counter(b)
    mutual = sum(
        c / n * math.log(c * n / (of_a[x] * of_b[y]))
        for (x, y), c in collections.Counter(zip(a, b)).items()
    )
    mean = (entropy(of_a, n) + entropy(of_b, n)) / 2
    return mutual / mean if mean > 0 else 1.0


def main(args):
    texts = lines(args[0])
    labels = lines(args[1]) if len(args) > 1 and args[1] != "-" else None
    k = int(args[2]) if len(args) > 2 else len(set(labels or [])) or 8
    iterations = int(args[3]) if len(args) > 3 else 30
    alpha = float(args[4]) if len(args) > 4 else 0.1
    beta = float(args[5]) if len(args) > 5 else 0.1
    seed = int(args[6]) if len(args) > 6 else 1
    ids = {}
    documents = []
    for text in texts:
        words = collections.Counter(ids.setdefault(w, len(ids)) for w in text.split())
        documents.append(list(words.items()))
    start = time.perf_counter()
    cluster = gsdmm(documents, len(ids), k, iterations, alpha, beta, random.Random(seed))
    seconds = time.perf_counter() - start
    said = {"seconds": round(seconds, 3), "clusters": len(set(cluster)), "k": k, "iterations": iterations}
    if labels:
        said["nmi"] = round(nmi([label.strip() for label in labels], cluster), 4)
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
