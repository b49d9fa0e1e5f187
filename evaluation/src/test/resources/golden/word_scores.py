# Golden values for WordSimilarityTest and AnalogiesTest, by gensim 4.2.0 and scipy 1.10.1 (numpy 1.24.2):
#   python3 word_scores.py > word_scores.json
# Small random vectors in double precision, with case variants, equal vectors (ties of cosines), ties of judgements and unknown words.
import json
import tempfile
import numpy as np
from gensim.models import KeyedVectors
from scipy import stats

PAIRS = """king queen 8.5
man woman 8.3
King QUEEN 8.5
Athens Greece 7.25
athens Berlin 6
Us we 4
US we 3.5
us we 3.5
cat dog 7.25
cat hound 7.25
tiger tiger 10
walk walked 7.25
walks dog .5
good better 6
nowhere cat 5
dog Nothing 1
Rome Italy 7.3
bad worse -1e0""".split("\n")

QUESTIONS = """: capitals
Athens Greece Berlin Germany
Athens Greece Rome Italy
athens greece rome italy
Berlin Germany Athens Greece
Berlin Germany Oslo Norway
: family
king queen man woman
man woman king queen
King Queen Man Woman
man king woman queen
cat tiger dog hound
: unknown
nowhere nothing cat dog
: gram1-comparative
good better bad worse
bad worse good better
: gram2-past
walk walked go went
go went walk walked
walk walks go goes
us US we We""".split("\n")

rng = np.random.RandomState(11)
words = "the king queen man woman us cat dog hound tiger Athens Greece Berlin Germany Rome Italy US walk walked walks go went goes good better bad worse we athens We Us".split()
at = {w: rng.normal(size=6) for w in words}
move = lambda a, b, how: at.__setitem__(b, at[a] + how + rng.normal(size=6) * 0.3)
gender, capital, past, comparative = (rng.normal(size=6) for _ in range(4))
for a, b in [("king", "queen"), ("man", "woman")]:
    move(a, b, gender)
for a, b in [("Athens", "Greece"), ("Berlin", "Germany"), ("Rome", "Italy")]:
    move(a, b, capital)
for a, b in [("walk", "walked"), ("go", "went")]:
    move(a, b, past)
for a, b in [("good", "better"), ("bad", "worse")]:
    move(a, b, comparative)
at = {w: np.round(v, 3) for w, v in at.items()}
at["hound"] = at["dog"]


class Rounded(KeyedVectors):  # so that equal vectors have equal cosines, in whatever order BLAS adds
    def similarity(self, a, b):
        return round(super().similarity(a, b), 12)


kv = Rounded(6, dtype=np.float64)
kv.add_vectors(words, np.array([at[w] for w in words]))
assert kv.vectors.dtype == np.float64


def file(lines):
    f = tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False)
    f.write("\n".join(lines) + "\n")
    f.close()
    return f.name


class Multiply(KeyedVectors):  # gensim ignores similarity_function; its 3CosMul adds 1e-6 where ours adds 1e-3
    def most_similar(self, positive, negative, topn, restrict_vocab):
        return self.most_similar_cosmul(positive=positive, negative=negative, topn=topn, restrict_vocab=restrict_vocab)


def known(line, most):
    """The words as they are written, else in lower case: gensim has this neither with case_insensitive nor without."""
    return " ".join(w if w in words[:most] or w == ":" else w.lower() for w in line.split())


def analogies(kv, most, ignored):
    asked = QUESTIONS if ignored else [known(q, most) for q in QUESTIONS]
    _, sections = kv.evaluate_word_analogies(file(asked), restrict_vocab=most, case_insensitive=ignored, dummy4unknown=False)
    return [{"name": s["section"], "correct": len(s["correct"]), "asked": len(s["correct"]) + len(s["incorrect"])} for s in sections]


out = {"words": words, "vectors": kv.vectors.ravel().tolist(), "pairs": PAIRS, "questions": QUESTIONS, "similarity": {}, "analogies": []}
for ignored in (False, True):
    pairs = PAIRS if ignored else [known(p, len(words)) for p in PAIRS]
    pearson, spearman, unknown = kv.evaluate_word_pairs(file(p.replace(" ", "\t") for p in pairs), case_insensitive=ignored)
    out["similarity"][str(ignored).lower()] = {
        "pearson": pearson[0], "spearman": spearman[0], "used": round(len(PAIRS) * (1 - unknown / 100))}
    for most in (300000, 24):
        out["analogies"].append({"how": "ADD", "most": most, "ignored": ignored, "sections": analogies(kv, most, ignored)})
multiply = Multiply(6, dtype=np.float64)
multiply.add_vectors(words, kv.vectors)
out["analogies"].append({"how": "MULTIPLY", "most": 300000, "ignored": True, "sections": analogies(multiply, 300000, True)})

x, y = np.round(rng.normal(size=40), 1), np.round(rng.normal(size=40), 1)
y = np.round(y + x, 1)
r = stats.spearmanr(x, y)[0]
half = stats.norm.ppf(0.975) * np.sqrt((1 + r * r / 2) / (len(x) - 3))
out["interval"] = {"x": x.tolist(), "y": y.tolist(), "spearman": r, "pearson": stats.pearsonr(x, y)[0],
                   "ranks": stats.rankdata(x).tolist(), "low": np.tanh(np.arctanh(r) - half), "high": np.tanh(np.arctanh(r) + half)}
print(json.dumps(out))
