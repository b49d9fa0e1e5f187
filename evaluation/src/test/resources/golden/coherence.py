# Golden values for CoherenceTest, by gensim 4.2.0 (CoherenceModel, processes=1):
#   python3 coherence.py > coherence.json
# and, of the mails in FOLDER/lee_background.cor, what CoherenceSharedDataTest of src/test expects:
#   python3 coherence.py FOLDER/lee_background.cor
# A line of texts is one document, words between blanks. Documents have from 1 to about 300 words, so that
# some are shorter than a window, and some have a word several times in one.
import json
import logging
import re
import sys
import numpy as np
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

logging.disable(logging.WARNING)


def scores(texts, topics, windows):
    words = Dictionary(texts)
    out = []
    for kind, window in windows:
        m = CoherenceModel(topics=topics, texts=texts, dictionary=words, coherence=kind, window_size=window, processes=1)
        per_topic = [float(v) for v in m.get_coherence_per_topic()]
        out.append({"kind": kind, "window": window or 0, "topics": per_topic, "mean": float(m.get_coherence())})
    return out


usual = [("c_v", None), ("c_npmi", None), ("c_uci", None), ("u_mass", None)]
others = [("c_v", 5), ("c_v", 1000000), ("c_npmi", 3), ("c_npmi", 1), ("c_npmi", 1000000), ("c_uci", 110), ("c_uci", 2)]

if len(sys.argv) > 1:
    texts = [re.findall(r"\b\w\w+\b", line.lower()) for line in open(sys.argv[1], encoding="utf-8")]
    topics = [
        "australia australian south wales sydney melbourne government minister".split(),
        "palestinian israeli arafat gaza hamas attacks security suicide israel west".split(),
        "fire firefighters fires bushfire winds blue mountains sydney residents hill".split(),
        "test cricket match day wicket waugh africa south innings bowler".split(),
        "the of and to in for on that said is".split(),
        "cricket afghanistan economy virus water zyzzyva bank film".split(),
    ]
    for s in scores(texts, topics, usual):
        print(s["kind"], s["window"], *[repr(v) for v in s["topics"]])
    sys.exit()

rng = np.random.RandomState(7)
cases = {}

tiny = """human interface computer
survey user computer system response time
eps user interface system
system human system eps
user response time
trees
graph trees
graph minors trees
graph minors survey""".split("\n")
cases["tiny"] = (tiny, ["human computer system interface", "graph minors trees eps", "user time absent response"])

# Words of five planted topics, Zipf within a topic, and common ones; every document leans to two topics.
words = np.array(["w%d" % i for i in range(300)])
phi = rng.dirichlet(np.full(300, 0.03), 5)
common = 1 / np.arange(1, 301)
common /= common.sum()
docs = []
for d in range(120):
    theta = rng.dirichlet(np.full(5, 0.2))
    p = 0.7 * theta @ phi + 0.3 * common
    n = int(np.clip(rng.lognormal(4.2, 1), 1, 300))
    docs.append(" ".join(words[rng.choice(300, n, p=p)]))
top = [" ".join(words[np.argsort(-row)[:10]]) for row in phi]
mixed = [" ".join(words[rng.choice(60, 12, replace=False)]) for _ in range(3)]
short = [" ".join(words[:2]), " ".join(words[[5, 200]])]
cases["planted"] = (docs, top + mixed + short)

# Documents around the window's length: 109, 110, 111 and 9, 10, 11 words of a vocabulary of eight: many repeats.
dense = [" ".join(words[rng.randint(0, 8, n)]) for n in (1, 2, 9, 10, 11, 12, 30, 109, 110, 111, 112, 260)]
cases["dense"] = (dense, [" ".join(words[:5]), " ".join(words[3:8])])

out = {}
for name, (lines, topics) in cases.items():
    texts = [line.split() for line in lines]
    lists = [t.split() for t in topics]
    out[name] = {"texts": lines, "topics": topics, "scores": scores(texts, lists, usual + others)}
print(json.dumps(out, indent=0))
