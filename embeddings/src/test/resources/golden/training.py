# Golden values of how word2vec is trained, by gensim 4.2.0 on Python 3.11 (Debian: python3-gensim), in this folder:
#   python3 training.py > training.tsv
# counts: of the words; sample_int: of 2^32 - 1, how likely each is kept, at sample = 0.01; cumulated: where each word's share of the
# noise ends, of 2^31 - 1; lengths: of the codes of hierarchical softmax.
from gensim.models import Word2Vec

counts = {f"w{i}": 5 + i * i * i for i in range(20)}
model = Word2Vec(min_count=1, sample=0.01, negative=5, hs=1)
model.build_vocab_from_freq(counts)
words = model.wv.index_to_key


def show(kind, values):
    print(kind, " ".join(str(int(v)) for v in values), sep="\t")


show("counts", [model.wv.get_vecattr(w, "count") for w in words])
show("sample_int", [model.wv.get_vecattr(w, "sample_int") for w in words])
show("cumulated", model.cum_table)
show("lengths", [len(model.wv.get_vecattr(w, "code")) for w in words])
