# Golden files and values for the tests of embeddings/, by gensim 4.2.0, numpy 1.24.2, and fastText 0.9.2 with its Python
# binding (Debian: python3-gensim, fasttext, python3-fasttext), on Python 3.11, in this folder:
#   python3 vectors.py            writes gensim.*, ft.*, classes.* and vectors.tsv
#   python3 vectors.py FOLDER     reads what the test GensimReadsTest writes into FOLDER and prints what gensim and fastText see:
#                                 gensim-reads.txt is what they saw when the files were last changed
import hashlib
import os
import random
import subprocess
import sys

import fasttext
import numpy as np
from gensim.models import FastText, KeyedVectors
from gensim.models.fasttext import ft_ngram_hashes, load_facebook_model, save_facebook_model

WORDS = ("king queen man woman boy girl prince princess paris london berlin rome france england germany italy "
         "größe naïve čaj 東京 京都 мир 𝔸𝔹 co-op don't 1984 </s> a . réseau walking walked").split()


def numbers(v):
    return " ".join(repr(float(np.float32(x))) for x in v)


def pairs(found):
    return " ".join(f"{w} {s!r}" for w, s in found)


def check(folder):
    print("# gensim", __import__("gensim").__version__, "fastText 0.9.2")
    def show(name, kv, words):
        for w in words:
            print("vector", name, w, numbers(kv[w]), sep="\t")
        print("words", name, len(kv), kv.vector_size, sep="\t")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".gz"):
            print("sha256", name, hashlib.sha256(open(os.path.join(folder, name), "rb").read()).hexdigest(), sep="\t")
    for name, options in (("w2v.txt", {}), ("w2v.txt.gz", {}), ("w2v.bin", {"binary": True}), ("w2v.bin.gz", {"binary": True}),
                          ("glove.txt", {"no_header": True})):
        kv = KeyedVectors.load_word2vec_format(os.path.join(folder, name), **options)
        show(name, kv, kv.index_to_key)
    unknown = ["kingqueen", "größer", "東京京都"]
    kv = load_facebook_model(os.path.join(folder, "ft.bin")).wv
    show("ft.bin", kv, kv.index_to_key + unknown)
    out = subprocess.run(["fasttext", "print-word-vectors", os.path.join(folder, "ft.bin")], check=True, capture_output=True,
                         text=True, input="\n".join(kv.index_to_key + unknown) + "\n").stdout
    for line in out.splitlines():
        word, *v = line.split()
        print("printed", "ft.bin", word, " ".join(v), sep="\t")


if len(sys.argv) > 1:
    check(sys.argv[1])
    sys.exit()

rng = np.random.RandomState(6)
tsv = open("vectors.tsv", "w", encoding="utf-8")


def line(*fields):
    print(*fields, sep="\t", file=tsv)


# Files of gensim's KeyedVectors, words in order of their counts.
kv = KeyedVectors(12)
kv.add_vectors(WORDS, rng.standard_normal((len(WORDS), 12)).astype(np.float32) * np.float32(.3))
kv.save_word2vec_format("gensim.txt")
kv.save_word2vec_format("gensim.bin", binary=True)
kv.save_word2vec_format("gensim.txt.gz")
kv.save_word2vec_format("gensim.bin.gz", binary=True)
kv.save_word2vec_format("gensim.glove", write_header=False)
for w in WORDS:
    line("vector", "gensim", w, numbers(kv[w]))
for w in ("king", "東京", "</s>"):
    line("nearest", "gensim", w, pairs(kv.most_similar(w, topn=7)))
x = rng.standard_normal(12).astype(np.float32)
line("near", "gensim", numbers(x), pairs(kv.most_similar([x], topn=5)))
units = kv.get_normed_vectors()
for plus, minus in (("king woman", "man"), ("paris germany", "france"), ("walking", "walked a"), ("мир čaj réseau", "boy girl")):
    p, m = plus.split(), minus.split()
    line("add", "gensim", plus, minus, pairs(kv.most_similar(p, m, topn=6)))
    line("multiply", "gensim", plus, minus, pairs(kv.most_similar_cosmul(p, m, topn=6)))  # ε = 1e-6
    half = lambda w: (1 + units.astype(float) @ units[kv.key_to_index[w]].astype(float)) / 2
    score = np.prod([half(w) for w in p], axis=0) / (np.prod([half(w) for w in m], axis=0) + .001)  # as in the paper
    best = [i for i in np.argsort(-score) if WORDS[i] not in p + m][:6]
    line("levy", "gensim", plus, minus, pairs((WORDS[i], float(score[i])) for i in best))
for words in ("king queen paris man", "paris london berlin a", "мир čaj réseau boy girl 1984"):
    line("odd", "gensim", words, kv.doesnt_match(words.split()))
for a, b in (("king", "queen"), ("größe", "мир"), ("a", "a")):
    line("cosine", "gensim", a, b, repr(float(kv.similarity(a, b))))

# Buckets of subwords, over ASCII and beyond.
for least, most, buckets in ((3, 6, 2000000), (2, 4, 200), (1, 3, 97), (1, 1, 10), (5, 20, 1000)):
    for w in ("a", "king", "größe", "東京", "𝔸𝔹", "don't", "мир"):
        line("buckets", least, most, buckets, w, " ".join(map(str, ft_ngram_hashes(w, least, most, buckets))))

# fastText: small models trained on sentences without sense, in which frequent words come first.
rnd = random.Random(6)
corpus = [w for w in WORDS if w != "</s>"]
weights = [1 / (i + 2) for i in range(len(corpus))]
with open("corpus.txt", "w", encoding="utf-8") as f:
    for _ in range(400):
        print(*rnd.choices(corpus, weights, k=8), file=f)
with open("labels.txt", "w", encoding="utf-8") as f:
    for i in range(400):
        print(f"__label__{i % 3}", *rnd.choices(corpus, weights, k=8), file=f)


def train(*args):
    subprocess.run(["fasttext", *args, "-thread", "1", "-verbose", "0"], check=True)


train("skipgram", "-input", "corpus.txt", "-output", "ft", "-dim", "10", "-bucket", "150", "-minn", "2", "-maxn", "4", "-minCount", "1", "-lr", ".02", "-epoch", "1")
train("cbow", "-input", "corpus.txt", "-output", "plain", "-dim", "6", "-maxn", "0", "-minCount", "1")
train("supervised", "-input", "labels.txt", "-output", "classes", "-dim", "5", "-minn", "3", "-maxn", "3", "-bucket", "260")
train("quantize", "-input", "labels.txt", "-output", "classes")
os.remove("classes.vec")
os.remove("plain.vec")
unknown = ["kings", "größer", "東京京都", "unheard-of", "мирмир", "q"]
for name in ("ft.bin", "plain.bin", "classes.bin"):
    model = fasttext.load_model(name)
    words, counts = model.get_words(include_freq=True)
    for w, c in zip(words, counts):
        line("count", name, w, c)
    for w in words + unknown * (name == "ft.bin"):
        line("vector", name, w, numbers(model.get_word_vector(w)))
    if name == "ft.bin":
        for w in ("king", "größer"):
            line("nearest", name, w, pairs((n, float(s)) for s, n in model.get_nearest_neighbors(w, k=6)))

# A .bin of gensim's own.
sentences = [open("corpus.txt", encoding="utf-8").read().split()[i:i + 8] for i in range(0, 3200, 8)]
model = FastText(sentences, vector_size=7, bucket=120, min_n=3, max_n=5, min_count=1, seed=6, workers=1)
save_facebook_model(model, "gensim.ft.bin")
for w in model.wv.index_to_key + unknown:
    line("vector", "gensim.ft.bin", w, numbers(model.wv[w]))
os.remove("corpus.txt")
os.remove("labels.txt")
