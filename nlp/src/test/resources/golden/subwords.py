# Golden values for the tests of millrace.nlp.subwords, and the small models they are of, by Python 3.11.7 (Unicode 14.0),
# tokenizers 0.23.2 and sentencepiece 0.2.2. In a folder with GPT-2's encoder.json and vocab.bpe, BERT's vocabularies and the
# text of 10,000 lines that the shared-data tests read:
#   python3 subwords.py GOLDEN SHARED/tokenizers
# writes GOLDEN/subwords.json.gz and the models beside it (GOLDEN/subwords/). The trainers of tokenizers do not give the same model
# twice: models and values belong together.
import gzip
import hashlib
import io
import json
import random
import sys
import unicodedata
from pathlib import Path

import sentencepiece as spm
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

golden, shared = Path(sys.argv[1]), Path(sys.argv[2])
folder = golden / "subwords"
folder.mkdir(exist_ok=True)

# what the models learn from: own sentences, so that nothing else's licence matters
subjects = "the cat|a small dog|my grandmother|the children|an old sailor|our teacher|la vieille dame|der kleine Junge|el niño|кошка|собака|老师|猫|子供たち".split("|")
verbs = "sees|doesn't see|was looking for|they've found|I'll never forget|eats|regarde|sieht|mira|видит|любит|看见了|を見た".split("|")
things = "the river|3 houses|1,024 apples|a train at 12:30|walking slowly|unbelievable stories|l'été à Paris|die Straße|una canción|дом|реку|北京|電車|naïve café".split("|")
ends = [".", "!", "?", " ...", ", again and again.", " - (so they say);", "。", "!!\n", "\n\n", " 😀"]
rnd = random.Random(7)
lines = ["%s %s %s%s" % (rnd.choice(subjects), rnd.choice(verbs), rnd.choice(things), rnd.choice(ends)) for _ in range(1500)]

known = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]
interesting = list("aAzZ09_ -'.,:;!?\t\n\r\f\v\x00\x1c\x1f\x7f\x85\xa0\xad  ") + list(
    "éÉßẞİıſKΑΣσςΩάΆǅǆﬁﬀŉΐ½²٣४Ⅷⅷ①〇一漢字かなカナ한글हिन्दीไทยעבריתعربي‿⁀▁"
) + ["\u0301", "\u0345", "\u0334", "\u200d", "\ufe0f", "\u2028", "\u3000", "\ufeff", "😀", "👩‍💻", "🇩🇪",
     "𝐀𝐛𝟘", "𐐀𐐨", "𠀀", "𞤀𞤢", "\U000e0061", "\uffff", "\U0010ffff", "ª", "ʰ", "ः", "⃝", "ｶﾞ", "ﾊﾟ", "가", "①②", "㍿", "™"]
strange = ["", " ", "  ", "a", " a", "a ", "  a  b  ", "\n", " \n a", "Hello world", "Hello, WORLD!", "can't won't I'LL they've we're I'd I'm it's",
           "'s 't're'lle 'x '", "x1 2y 33 1,024", "don\u2019t", "unbelievable stories", "the catthe cat", "naïve café ﬁn ½ cup", "日本語 テキスト 電車を見た",
           "नमस्ते दुनिया", "👩‍💻 codes 😀😀", "e\u0301te\u0301 été", "\u0000ab\u0000cd", "a\u200db\ufeffc", "▁the▁cat", "<s>the</s>", "[CLS] the [MASK] cat[SEP]",
           "the <|endoftext|>cat <|endoftext|> ", "<mask> the <mask>cat", "<unk>", "<0x41>", "<sep>a <sep> b<cls>", "the  <ctrl> cat", "т unaba!ples aba", "a" * 120, "ab" * 60 + " c", "😀" * 40, "Straße STRASSE",
           "ＡＢＣ　ｄｅｆ", "ΌΔΟΣ ΣΑΣ", "tab\tnew\nline\r\nend", " \u00a0 \u2003 x", "C++ & C#; f(x)=x^2", "…—“quoted”", "٣٤ ४५ Ⅷ ②", "가각 한글", "ÅÅ", "ﷺ", "ǅ ǆ"]
for _ in range(200):
    pool = rnd.choice([interesting, interesting, known, list(" the cat sees dog houses"), lines])
    strange.append("".join(rnd.choice(pool) for _ in range(2 if pool is lines else rnd.randrange(1, 30))))


def ranges(chars):
    out = []
    for ch in chars:
        if out and out[-1][1] == ord(ch) - 1:
            out[-1][1] = ord(ch)
        else:
            out.append([ord(ch), ord(ch)])
    return out


# tokenizers knows Unicode 8 where it looks for punctuation, marks and formats: without those that are younger, and without
# U+1171E, which Unicode 15 has made a mark of another kind
clean = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False)
strip = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False)
words = pre_tokenizers.BertPreTokenizer()
settled = [ch for ch in known if ch != "\U0001171e" and (ord(ch) < 128 or (
    (unicodedata.category(ch)[0] == "P") == (len(words.pre_tokenize_str("a%sb" % ch)) == 3)
    and (unicodedata.category(ch) == "Mn") == (strip.normalize_str(ch) == "")
    and (unicodedata.category(ch) == "Cf") == (clean.normalize_str(ch) == "" and unicodedata.category(ch) == "Cf")))]
out = {"texts": strange, "lines": lines, "known": ranges(known), "settled": ranges(settled)}


def hugging(name, tok):
    tok.save(str(folder / (name + ".json")), pretty=False)
    tok = Tokenizer.from_file(str(folder / (name + ".json")))
    # without special tokens, but with the unknown one: text was there
    hidden = {i for i, t in tok.get_added_tokens_decoder().items() if t.special and t.content not in ("[UNK]", "<unk>")}
    plain = [tok.encode(t, add_special_tokens=False).ids for t in strange]
    out[name] = {
        "ids": plain,
        "decoded": [tok.decode([i for i in ids if i not in hidden], skip_special_tokens=False) for ids in plain],
        "input": [[e.ids, e.type_ids] for e in (tok.encode(t) for t in lines[:20])],
        "pair": [[e.ids, e.type_ids] for e in (tok.encode(a, b) for a, b in zip(lines[:20], lines[20:40]))],
    }
    return tok


# byte-level BPE, plain and as RoBERTa has it
def byte_level(blank, size, specials):
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=blank)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=specials, show_progress=False))
    return tok


bare = json.loads(byte_level(False, 700, []).to_str())["model"]
out["trained"] = {"vocab": sorted(bare["vocab"], key=bare["vocab"].get), "merges": bare["merges"]}
tok = byte_level(False, 600, [])
tok.add_special_tokens(["<|endoftext|>"])
tok.add_tokens(["catthe"])
hugging("bpe", tok)
tok = byte_level(True, 500, ["<s>", "<pad>", "</s>", "<unk>"])
tok.add_special_tokens([AddedToken("<mask>", lstrip=True)])
tok.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
hugging("roberta", tok)


# WordPiece, uncased and cased
def word_piece(lower):
    tok = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tok.normalizer = normalizers.BertNormalizer(lowercase=lower)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tok.decoder = decoders.WordPiece()
    tok.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    return tok


tok = word_piece(True)
tok.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
hugging("uncased", tok)
tok = word_piece(False)
tok.post_processor = processors.TemplateProcessing(
    single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
hugging("cased", tok)


# Unigram as Hugging Face trains it, as XLM-RoBERTa and as T5 have it
def unigram(rules, cut, size, bytes_too=False):
    tok = Tokenizer(models.Unigram())
    tok.normalizer = rules
    tok.pre_tokenizer = cut
    tok.decoder = decoders.Metaspace()
    tok.train_from_iterator(lines, trainers.UnigramTrainer(
        vocab_size=size, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>", show_progress=False))
    tok.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)])
    return tok


hugging("unigram", unigram(
    normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]), pre_tokenizers.Metaspace(), 400))
hugging("lowercase", unigram(
    normalizers.Sequence([normalizers.Replace("``", '"'), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]),
    pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]), 300))


# SentencePiece
def sentence_piece(name, **how):
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(l.strip("\n") for l in lines), model_writer=model, minloglevel=2, num_threads=1, **how)
    (folder / (name + ".model")).write_bytes(model.getvalue())
    sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
    ids = [sp.encode(t) for t in strange]
    out[name] = {"ids": ids, "decoded": [sp.decode(i) for i in ids]}
    return sp


sentence_piece("sp-bpe", model_type="bpe", vocab_size=520, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
               character_coverage=.98, pad_id=3, split_digits=True)
sentence_piece("sp-bpe-users", model_type="bpe", vocab_size=400, normalization_rule_name="identity", user_defined_symbols=["<sep>", "<cls>", "the cat", "▁▁"],
               control_symbols=["<ctrl>"], character_coverage=1.0)
# small rules of normalization of our own
(folder / "rules.tsv").write_text("".join(
    " ".join("%X" % ord(c) for c in a) + "\t" + " ".join("%X" % ord(c) for c in b) + "\n"
    for a, b in [("ß", "ss"), ("é", "e"), ("e\u0301", "e"), ("ﬁ", "fi"), ("\t", " "), ("\n", " "), ("\u3000", " "), ("\u00ad", ""), ("ab", "x"), ("aba", "yy"), ("😀", ":)")]))
sentence_piece("sp-unigram", model_type="unigram", vocab_size=420, normalization_rule_tsv=str(folder / "rules.tsv"), user_defined_symbols=["<sep>", "aba!"],
               control_symbols=["<ctrl>"], character_coverage=.995, hard_vocab_limit=False)
sp = sentence_piece("sp-nmt", model_type="unigram", vocab_size=620, byte_fallback=True, add_dummy_prefix=False, hard_vocab_limit=False)
(folder / "rules.tsv").unlink()
nmt = (folder / "sp-nmt.model").read_bytes()
(folder / "sp-nmt.model").unlink()
(folder / "sp-nmt.model.gz").write_bytes(gzip.compress(nmt, mtime=0))


def prints(encode, known=known):
    """A SHA-256 of the ids of each of these code points among others, for each 1024 code points that have some."""
    blocks = {}
    for ch in known:
        blocks.setdefault(ord(ch) >> 10, []).append(" ".join(map(str, encode("a%s1 %s" % (ch, ch)))))
    return {str(b): hashlib.sha256("\n".join(v).encode()).hexdigest() for b, v in blocks.items()}


out["sp-nmt"]["prints"] = prints(sp.encode)

# its map as Hugging Face's normalizer applies it


def fields(data):
    i = 0

    def varint():
        nonlocal i
        n = shift = 0
        while True:
            b = data[i]
            i += 1
            n |= (b & 127) << shift
            shift += 7
            if b < 128:
                return n

    while i < len(data):
        tag = varint()
        if tag & 7 == 2:
            n = varint()
            yield tag >> 3, data[i:i + n]
            i += n
        elif tag & 7 == 5:
            yield tag >> 3, data[i:i + 4]
            i += 4
        else:
            yield tag >> 3, varint()


for number, value in fields(nmt):
    if number == 3:
        charsmap = dict(fields(value))[2]
tok = unigram(normalizers.Sequence([normalizers.Precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")]),
              pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]), 350)
hugging("precompiled", tok)
# the map itself stands in sp-nmt.model already
text = json.loads((folder / "precompiled.json").read_text())
text["normalizer"]["normalizers"][0]["precompiled_charsmap"] = "THAT OF sp-nmt.model"
(folder / "precompiled.json").write_text(json.dumps(text))

# GPT-2 and BERT themselves: prints of the ids of all lines of the shared text
text = gzip.open(shared / "gold" / "regression-text.txt.gz", "rt", encoding="utf-8", newline="\n").read().split("\n")


def lines_print(encode):
    digest = hashlib.sha256()
    for line in text:
        digest.update((" ".join(map(str, encode(line))) + "\n").encode())
    return digest.hexdigest()


gpt2 = Tokenizer(models.BPE.from_file(str(shared / "gpt2-encoder.json"), str(shared / "gpt2-vocab.bpe")))
gpt2.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
encode = lambda t: gpt2.encode(t).ids
out["gpt2"] = {"lines": lines_print(encode), "prints": prints(encode), "ids": [encode(t) for t in strange]}
for kind, lower in (("cased", False), ("uncased", True)):
    bert = Tokenizer(models.WordPiece.from_file(str(shared / ("bert-base-%s-vocab.txt" % kind)), unk_token="[UNK]"))
    bert.normalizer = normalizers.BertNormalizer(lowercase=lower)
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    encode = lambda t: bert.encode(t).ids
    out["bert-" + kind] = {"lines": lines_print(encode), "prints": prints(encode, settled), "ids": [encode(t) for t in strange]}
(golden / "subwords.json.gz").write_bytes(gzip.compress(json.dumps(out, ensure_ascii=True, separators=(",", ":")).encode(), mtime=0))
