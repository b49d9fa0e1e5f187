# Doc2Vec by gensim 4.2.0 (Debian: python3-gensim, python3-scipy) on Lee, Pincombe and Welsh's documents:
#   python3 lee.py FOLDER
# FOLDER holds gensim-lee: 300 documents are learned, 50 others inferred, and the cosines of all pairs of these correlated (Pearson) with
# what people say. Words as millrace cuts text: \w+(['’]\w+)* in lower case. Prints the mean and the range over five seeds.
import os
import re
import sys

import numpy as np
from gensim.models.doc2vec import Doc2Vec, TaggedDocument


def documents(name):
    with open(os.path.join(sys.argv[1], name), encoding="iso-8859-1") as f:
        return [re.findall(r"\w+(?:['’]\w+)*", line.lower()) for line in f if line.strip()]


train = [TaggedDocument(words, [i]) for i, words in enumerate(documents("lee_background.cor"))]
test = documents("lee.cor")
human = np.loadtxt(os.path.join(sys.argv[1], "similarities0-1.txt"))
pairs = np.triu_indices(len(test), 1)
for name, options in (("DM", {}), ("DBOW", {"dm": 0})):
    found = []
    for seed in range(1, 6):
        model = Doc2Vec(train, vector_size=50, min_count=2, epochs=40, seed=seed, workers=1, **options)
        v = np.array([model.infer_vector(words) for words in test])
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        found.append(np.corrcoef((v @ v.T)[pairs], human[pairs])[0, 1])
    print(name, "mean %.3f, %.3f to %.3f" % (np.mean(found), min(found), max(found)))
