#!/usr/bin/python3
"""Word vectors of gensim 4.2 and fastText 0.9.2 on one corpus, and what they score: the figures to compare with.

    peers.py CORPUS WORD_EVAL OUT [--seeds 1,2,3] [--models gensim-sg,fasttext-sg,gensim-cbow,fasttext-subword] [--epochs 5] [--threads 2]

CORPUS has a sentence a line, words between blanks (debian-docs.sh makes one). WORD_EVAL holds EN-*.txt and questions-words.txt[.gz].
OUT gets MODEL-SEED.vec (word2vec's text form) and peers.tsv, to which a line is added as soon as it is known; what it has already
is not done again. One process at a time, one seed of each model first.

Of all: 100 numbers a word, window 5, 5 negative samples, sample 1e-3, words seen 5 times or more, 5 epochs, 2 threads (so that no
seed repeats to the byte: both train without locks; --epochs and --threads change these two). Learning rates are each one's own defaults: gensim .025, fastText .05.
  gensim-sg         Word2Vec(sg=1)                      gensim-cbow   Word2Vec(sg=0), the mean of the context
  fasttext-sg       fasttext skipgram -minn 0 -maxn 0 -dim 100 -ws 5 -neg 5 -minCount 5 -epoch 5 -t 1e-3 -thread 2 -seed SEED
  fasttext-subword  the same with -minn 3 -maxn 6 -bucket 200000 (fastText's default is 2,000,000; a tenth saves 720 MB)

Columns: model, seed, set, score, used, asked, words/s, words/CPU s. The score of EN-* is Spearman's (gensim's evaluate_word_pairs:
pairs with an unknown word are left out; used of asked are counted); "composed" sets ask fastText for a vector of every word, known or
not. That of questions-words is the share of correct answers (evaluate_word_analogies, most_similar, 300,000 words), in all, of the
semantic sections and of the syntactic ones (gram*). Speeds are words of CORPUS times epochs by the seconds of training: of gensim
without the vocabulary's pass, of fastText the whole command with reading and writing.

Needs python3-gensim, python3-scipy and fasttext (Debian's names). Apache-2.0, as the rest of the project.
"""
import argparse
import glob
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import gensim
from gensim.models import KeyedVectors, Word2Vec
from scipy.stats import spearmanr

SETS = ["EN-WS-353-ALL", "EN-MEN-TR-3k", "EN-RG-65", "EN-SIMLEX-999", "EN-RW-STANFORD", "EN-MTurk-771"]
EPOCHS = 5
THREADS = 2
FASTTEXT = "-dim 100 -ws 5 -neg 5 -minCount 5 -t 1e-3".split()


def cpu():
    own, others = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def with_gensim(corpus, base, seed, sg):
    model = Word2Vec(vector_size=100, window=5, negative=5, sample=1e-3, min_count=5, workers=THREADS, sg=sg, seed=seed)
    model.build_vocab(corpus_file=corpus)
    wall, used = time.time(), cpu()
    model.train(corpus_file=corpus, total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=EPOCHS)
    took = time.time() - wall, cpu() - used
    model.wv.save_word2vec_format(base + ".vec")
    return took


def with_fasttext(corpus, base, seed, *options):
    wall, used = time.time(), cpu()
    command = ["fasttext", "skipgram", "-input", corpus, "-output", base, *FASTTEXT, "-epoch", str(EPOCHS), "-thread", str(THREADS), "-seed", str(seed), "-verbose", "0", *options]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return time.time() - wall, cpu() - used


MODELS = {
    "gensim-sg": lambda *a: with_gensim(*a, sg=1),
    "fasttext-sg": lambda *a: with_fasttext(*a, "-minn", "0", "-maxn", "0"),
    "gensim-cbow": lambda *a: with_gensim(*a, sg=0),
    "fasttext-subword": lambda *a: with_fasttext(*a, "-minn", "3", "-maxn", "6", "-bucket", "200000"),
}


def pairs_of(path):
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            a, b, score = line.split("\t")
            yield a.lower(), b.lower(), float(score)


def composed(model, path):
    """Spearman's where fastText makes a vector of every word out of its parts."""
    pairs = list(pairs_of(path))
    words = sorted({w for a, b, _ in pairs for w in (a, b)})
    out = subprocess.run(["fasttext", "print-word-vectors", model], input="\n".join(words) + "\n", capture_output=True, text=True, check=True).stdout
    vectors = KeyedVectors(100)
    lines = [line.split(" ") for line in out.splitlines()]
    vectors.add_vectors([f[0] for f in lines], [[float(v) for v in f[1:101]] for f in lines])
    return spearmanr([s for _, _, s in pairs], [vectors.similarity(a, b) for a, b, _ in pairs])[0], len(pairs)


def scores(base, word_eval, questions):
    vectors = KeyedVectors.load_word2vec_format(base + ".vec")
    for name in SETS:
        path = os.path.join(word_eval, name + ".txt")
        asked = sum(1 for _ in pairs_of(path))
        try:
            _, spearman, unknown = vectors.evaluate_word_pairs(path)
        except ValueError:  # gensim's word for a set of which no pair is known
            yield name, float("nan"), 0, asked
            continue
        yield name, spearman[0], round(asked * (1 - unknown / 100)), asked
    if os.path.exists(base + ".bin") and "subword" in base:
        for name in SETS:
            value, asked = composed(base + ".bin", os.path.join(word_eval, name + ".txt"))
            yield name + " composed", value, asked, asked
    asked = {"": 0, " semantic": 0, " syntactic": 0}
    right, answered = dict(asked), dict(asked)
    kind = ""
    for line in open(questions, encoding="utf-8"):
        if line.startswith(":"):
            kind = " syntactic" if line[1:].strip().startswith("gram") else " semantic"
        elif line.strip():
            asked[""] += 1
            asked[kind] += 1
    _, sections = vectors.evaluate_word_analogies(questions, restrict_vocab=300000, case_insensitive=True, dummy4unknown=False)
    for s in sections[:-1]:  # the last is the total
        for k in ("", " syntactic" if s["section"].startswith("gram") else " semantic"):
            right[k] += len(s["correct"])
            answered[k] += len(s["correct"]) + len(s["incorrect"])
    for k in asked:
        yield "questions-words" + k, right[k] / max(1, answered[k]), answered[k], asked[k]


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("corpus")
    arguments.add_argument("word_eval")
    arguments.add_argument("out")
    arguments.add_argument("--seeds", default="1,2,3")
    arguments.add_argument("--models", default=",".join(MODELS))
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--threads", type=int, default=2)
    global EPOCHS, THREADS
    a = arguments.parse_args()
    EPOCHS, THREADS = a.epochs, a.threads
    if not gensim.__version__.startswith("4.2."):
        print("gensim is %s, figures in the documentation are of 4.2" % gensim.__version__, file=sys.stderr)
    os.makedirs(a.out, exist_ok=True)
    table = os.path.join(a.out, "peers.tsv")
    if not os.path.exists(table):
        with open(table, "w") as to:
            to.write("model\tseed\tset\tscore\tused\tasked\twords/s\twords/CPU s\n")
    with open(table) as of:
        done = {tuple(line.split("\t")[:3]) for line in of}
    words = sum(len(line.split()) for line in open(a.corpus, encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        questions = glob.glob(os.path.join(a.word_eval, "questions-words.txt*"))[0]
        if questions.endswith(".gz"):
            with gzip.open(questions) as of, open(os.path.join(folder, "questions-words.txt"), "wb") as to:
                shutil.copyfileobj(of, to)
            questions = to.name
        for seed in a.seeds.split(","):
            for model in a.models.split(","):
                if (model, seed, "questions-words syntactic") in done:  # the last line of each
                    continue
                base = os.path.join(a.out, "%s-%s" % (model, seed))
                wall, used = MODELS[model](a.corpus, base, int(seed))
                speed = "%.0f\t%.0f" % (words * EPOCHS / wall, words * EPOCHS / used)
                for name, score, answered, asked in scores(base, a.word_eval, questions):
                    line = "%s\t%s\t%s\t%.4f\t%d\t%d\t%s" % (model, seed, name, score, answered, asked, speed)
                    print(line, flush=True)
                    with open(table, "a") as to:
                        to.write(line + "\n")
                if os.path.exists(base + ".bin") and "subword" not in model:
                    os.remove(base + ".bin")


if __name__ == "__main__":
    main()
