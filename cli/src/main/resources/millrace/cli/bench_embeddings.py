"""The other sides of BenchEmbeddings: one JSON request a line on standard input, one JSON answer a line on standard output."""
import json
import os
import sys
import time

import numpy

FOLDER = sys.argv[1]
THREADS = int(os.environ["MILLRACE_THREADS"])


def versions():
    out = {"numpy": "numpy %s, Python %d.%d" % (numpy.__version__, *sys.version_info[:2])}
    try:
        import gensim

        out["gensim"] = "gensim " + gensim.__version__
    except ImportError as e:
        out["gensim"] = "left out: %s" % e
    try:
        import fasttext  # the module does not tell its version

        out["fasttext"] = "fastText, " + os.path.basename(fasttext.__file__ and os.path.dirname(fasttext.__file__))
    except ImportError as e:
        out["fasttext"] = "left out: %s" % e
    return out


def gensim(request):
    from gensim.models import Word2Vec
    from gensim.models.word2vec import LineSentence

    begun = time.perf_counter()
    model = Word2Vec(
        LineSentence(request["corpus"]), vector_size=request["width"], epochs=request["epochs"], sg=int(request["skipgram"]),
        workers=THREADS, seed=request["seed"])
    seconds = time.perf_counter() - begun
    model.wv.save_word2vec_format(os.path.join(FOLDER, "peer.vec"))
    return {"seconds": seconds, "words": len(model.wv)}


def fasttext(request):
    import fasttext

    begun = time.perf_counter()
    model = fasttext.train_unsupervised(
        request["corpus"], model="skipgram" if request["skipgram"] else "cbow", dim=request["width"], epoch=request["epochs"],
        lr=0.025, ws=5, neg=5, minCount=5, t=1e-3, minn=0, maxn=0, thread=THREADS, verbose=0)
    seconds = time.perf_counter() - begun
    words = model.get_words()
    with open(os.path.join(FOLDER, "peer.vec"), "w", encoding="utf-8") as file:
        file.write("%d %d\n" % (len(words), request["width"]))
        for word in words:
            file.write(word + " " + " ".join("%.6g" % v for v in model.get_word_vector(word)) + "\n")
    return {"seconds": seconds, "words": len(words)}


def search(request):
    rows, width, top = request["rows"], request["width"], request["top"]
    matrix = numpy.fromfile(os.path.join(FOLDER, "rows.f32"), dtype="<f4").reshape(rows, width)
    queries = numpy.fromfile(os.path.join(FOLDER, "queries.f32"), dtype="<f4").reshape(-1, width)
    best = None
    begun = time.perf_counter()
    for _ in range(request["times"]):
        for q in queries:
            scores = matrix @ q
            best = numpy.argpartition(-scores, top)[:top]
            best = best[numpy.argsort(-scores[best], kind="stable")]
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "last": [int(i) for i in best]}


JOBS = {"gensim": gensim, "fasttext": fasttext, "search": search, "versions": lambda request: versions()}
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(JOBS[request["do"]](request)), flush=True)
