# Golden values for the tests of tokenizers and token steps, by snowballstemmer 2.2.0, gensim 4.2.0,
# NLTK 3.8 and scikit-learn 1.2.1, and from Unicode's WordBreakTest-15.0.0.txt (Unicode licence,
# https://www.unicode.org/license.txt; in Debian's package unicode-data):
#   python3 words.py STOPWORDS-FOLDER WordBreakTest.txt > words.json
# STOPWORDS-FOLDER is src/main/resources/millrace/nlp/stopwords, whose words are among those stemmed.
import json
import os
import random
import sys

import regex
import snowballstemmer
from gensim.models.phrases import ENGLISH_CONNECTOR_WORDS, Phrases
from nltk.metrics import BigramAssocMeasures
from nltk.tokenize import TweetTokenizer
from sklearn.feature_extraction.text import CountVectorizer

out = {}

# Stems: of each language the stop words and some words with endings.
ENDINGS = {
    "english": "skis dying lying news innings outing canning herring earring proceed exceed succeed early singly ugly idly gently atlas cosmos bias andes sky skies dies ties cries flies happy happiness relational conditional rationalize digitizer vietnamization predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative electricity electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption communism activate angularity homologous effective bowdlerize probate rate cease controlling rolling generously generate communication arsenal yes yell toy toying youth boyish eyed hopping hoping hopped bed bled falling hissing fizzed failing filing luxuriate agreed plastered motoring sing conflated troubled sized national nationally nations connection connections connective connected connecting",
    "porter": "caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing fizzed failing filing happy sky relational conditional rational valency hesitancy digitizer conformably radically differently vilely analogously vietnamization predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative formalize electricity electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologous communism activate angularity effective bowdlerize probate rate cease controlling rolling skis dying generously",
    "german": "aufeinanderfolge aufeinanderfolgenden häuser häusern straßen grüße schönheit freundlichkeit möglichkeiten versicherungen kategorien jährlich lieblichsten kinder bücher arbeiten arbeitete gearbeitet öffnung quelle bauer neues",
    "french": "continuellement continuités continuons majestueusement jugement jugements nationale nationaux finissions parlaient chanterions heureuses amitié préférences publicité qualifications activement quelconque naïve",
    "spanish": "chicharrones cheques torneos toreros comunicaciones rápidamente haciéndolo comprándome habríamos cantaremos logías nacionales actividades diciendo",
    "italian": "abbandonata abbandonerà propagandista pronunciamento notizie velocemente parlandogli facendolo nazionali capitali attività abbiamo propagare",
    "portuguese": "quilométricas boainho rapidamente nacionais corações cantaríamos fazê-lo atividade comunicações dizendo",
    "dutch": "lichamelijkheden opglimlachten kinderen huizen vrouwelijke mogelijkheden opheffende gelopen",
    "swedish": "jaktkarlarne klostergården nyheterna flickornas möjligheterna arbetade fulla",
    "norwegian": "havnedistriktene opning mulighetene arbeidet jentenes hemmeligheter",
    "danish": "undersøgelserne indtaget muligheder arbejdede pigernes underligste",
    "finnish": "edeltäneitä innostuneessa taloissammekin kirjoittamattomien ihmisille edustajaksi",
    "russian": "важнейшими важности падаль палатку читающихся красивейший возможностей говорила новости",
    "hungarian": "babaházai bababútorokkal megszervezésének gyerekeknek házainkban szabadságot",
    "romanian": "absurditatea abandonat personalului realizărilor locurilor cântând frumoasele activitate",
    "turkish": "evlerinizden kitaplarımızdaki gözlükçüler çocuklara istanbuldaki güzelliği",
    "arabic": "والكتاب المدرسة بالحرية كتابهم يكتبون المعلمين",
    "indonesian": "membangunkan pembangunan pertunjukannya dilakukan bersekolah anaknya",
    "irish": "bhfuil chailíní bhfeirmeoirí imeachtaí náisiúnta gcathrach",
    "catalan": "abandonada comunicacions nacionals ràpidament cantaríem activitats dient-los",
    "greek": "ανθρώπων ελευθερίας παιδιών γράφοντας κατοίκους τραγουδιστής",
}
out["stems"] = {}
for language, words in ENDINGS.items():
    words = words.split()
    file = os.path.join(sys.argv[1], language + ".txt")
    if os.path.exists(file):
        words += [w for w in open(file, encoding="utf-8").read().split("\n") if w and w[0] != "#"]
    stemmer = snowballstemmer.stemmer(language)
    out["stems"][language] = [[w, stemmer.stemWord(w)] for w in words]

# Phrases: sentences of a small grammar.
rng = random.Random(3)
places = ["new york", "san francisco", "bank of america", "state of the art", "machine learning", "ice cream"]
fill = "the a of and for with big old red car house price sells buys likes very much in on new ice state bank city".split()
rare = ["w%d" % i for i in range(900)]
sentences = []
for _ in range(400):
    s = []
    for _ in range(rng.randint(2, 6)):
        if rng.random() < 0.3:
            s += rng.choice(places).split()
        s.append(rng.choice(fill if rng.random() < 0.6 else rare))
    sentences.append(s)
out["sentences"] = [" ".join(s) for s in sentences]
out["phrases"] = {}
for name, args in {
    "default": dict(),
    "lower": dict(min_count=3, threshold=4.5),
    "connectors": dict(threshold=2.0, connector_words=ENGLISH_CONNECTOR_WORDS),
    "npmi": dict(scoring="npmi", threshold=0.3),
    "npmi connectors": dict(scoring="npmi", threshold=0.4, connector_words=ENGLISH_CONNECTOR_WORDS),
}.items():
    m = Phrases(sentences, **args)
    found = m.export_phrases()
    assert found, name
    out["phrases"][name] = {"phrases": found, "sentences": [" ".join(m[s]) for s in sentences]}

# Association measures of NLTK, from counts: pair, first, second, all.
counts = [[20, 30, 25, 1000], [5, 100, 60, 5000], [110, 2552, 221, 31777], [7, 8, 7, 900], [50, 1000, 900, 20000]]
m = BigramAssocMeasures
out["measures"] = [
    {"counts": c, "pmi": m.pmi(c[0], (c[1], c[2]), c[3]), "ratio": m.likelihood_ratio(c[0], (c[1], c[2]), c[3])}
    for c in counts
]

# Document frequencies and n-grams.
out["frequency"] = []
for args in [dict(min_df=2), dict(min_df=0.05, max_df=0.2), dict(min_df=5, max_df=60), dict(max_features=7), dict(min_df=3, max_df=0.5, max_features=9)]:
    v = CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False, **args).fit(out["sentences"])
    out["frequency"].append({**{k: float(x) for k, x in args.items()}, "words": sorted(v.vocabulary_)})
out["grams"] = []
for low, high in [(1, 2), (2, 3), (3, 3), (1, 4)]:
    v = CountVectorizer(ngram_range=(low, high))
    out["grams"].append({"min": low, "max": high, "rows": [v._word_ngrams(s) for s in sentences[:20]]})
out["characters"] = []
for text in ["", "a", "A red  car.", "né à\n Paris \t😀!", "one\ntwo"]:
    a = CountVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False).build_analyzer()
    out["characters"].append({"text": text, "grams": a(text)})

# Word boundaries: of Unicode's cases the segments that hold a word, a number, an ideograph or an emoji.
keep = regex.compile(
    r"[\p{WB=ALetter}\p{WB=Hebrew_Letter}\p{WB=Numeric}\p{WB=Katakana}\p{Ideographic}\p{Script=Hiragana}"
    r"\p{Extended_Pictographic}\p{LB=SA}]|\p{WB=RI}{2}"
)
out["breaks"] = []
for line in open(sys.argv[2], encoding="utf-8"):
    line = line.split("#")[0].strip()
    if not line:
        continue
    segments = [s.split() for s in line.strip("÷ ").split("÷")]
    segments = ["".join(chr(int(c, 16)) for c in s if c != "×") for s in segments]
    text = "".join(segments)
    if "\r" in text or "\n" in text:
        continue  # half of the cases only say that lines end
    kept = [s for s in segments if keep.search(s)]
    if kept:
        out["breaks"].append([text] + kept)

# Tweets on which NLTK's tokenizer and ours are to agree.
out["tweets"] = []
t = TweetTokenizer()
for text in open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tweets.txt"), encoding="utf-8").read().splitlines():
    out["tweets"].append([text] + t.tokenize(text))
json.dump(out, sys.stdout, ensure_ascii=True, separators=(",", ":"))
