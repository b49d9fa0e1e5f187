#!/usr/bin/env python3
"""Plain text of unpacked Debian documentation: a sentence a line, lower case, no line twice.

    debian_docs.py OUT FOLDER...

Reads what it knows of each FOLDER, in the order given and sorted by path within: HTML, plain text, POD, dictd dictionaries and
WordNet's glosses, each also gzipped. Code listings, scripts, navigation, indices and translations are left out. A word is
[a-z0-9]+, with ' or - inside; accents are taken off, other alphabets left out. A line has 4 to 1,000 words. Of equal lines the first
stays: documentation repeats itself. The same files give the same bytes with any Python from 3.8 on.
Python's standard library only. Apache-2.0, as the rest of the project.
"""
import collections
import gzip
import hashlib
import html
import os
import re
import sys
import unicodedata

LEAST, MOST = 4, 1000  # words of a line; fastText cuts at 1,024 by itself, gensim at 10,000

DROPPED = re.compile(r"<!--.*?-->|<(script|style|head|nav|pre|svg|form|noscript)\b.*?</\1\s*>", re.S | re.I)
INLINE = re.compile(r"</?(?:a|abbr|b|big|bdi|cite|code|dfn|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)\b[^>]*>", re.I)
TAG = re.compile(r"<[/!?a-zA-Z][^>]*>")
BLANK = re.compile(r"\n[ \t\r]*\n")
SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])")
WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
LETTER = re.compile(r"[a-z]")
PUNCTUATION = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u00ad": None, "\u200b": None})

# Indices, lists of members and sources of pages have words, but no sentences; languages have a folder each.
SKIPPED = re.compile(
    r"/(?:_sources|_static|class-use|translations|man\d|index-files|licenses?)/"
    r"|/(?:genindex|searchindex|search|allclasses|allpackages|package-tree|overview-tree|py-modindex|contents|keyword_index|bookindex)[^/]*$"
    r"|-members\.html$|package-use\.html$|/doc/[^/]*/(?:changelog|copyright|NEWS)[^/]*$"
    r"|/manual/(?!en/)[a-z]{2}(?:-[a-z]{2})?/|/html/(?!en-US/)[a-z]{2}-[A-Z]{2}/"
)


def of_html(text):
    text = TAG.sub("\0", INLINE.sub("", DROPPED.sub("\0", text)))
    return html.unescape(text).split("\0")


def of_text(text):
    return BLANK.split(text)


def of_pod(text):
    for block in BLANK.split(text):
        if not block.startswith((" ", "\t", "=begin", "=for", "=encoding", "=over", "=back", "=cut")):
            block = re.sub(r"^=\w+\s*", "", block)
            while re.search(r"[A-Z]<[^<>]*>", block):
                block = re.sub(r"[XZ]<[^<>]*>", "", block)
                block = re.sub(r"L<(?:([^<>|]*)\|)?([^<>]*)>", lambda m: m[1] or m[2], block)
                block = re.sub(r"[A-KM-WY]<([^<>]*)>", r"\1", block)
            yield block


def of_dictionary(text):
    # Pronunciations, as \Ab*ju"ra*to*ry\ or (p[=o]'s[e^]z), and sources or etymologies in brackets.
    text = re.sub(r"\\[^\\]{1,80}\\", "", text)
    text = re.sub(r"\([^()\s]*[*\"`\[][^()\s]*\)", "", text)
    return BLANK.split(re.sub(r"\[[^\[\]]{0,400}\]", "", text))


def of_wordnet(text):
    for line in text.split("\n"):
        if line.startswith(" ") or "|" not in line:
            continue
        data, gloss = line.split("|", 1)
        fields = data.split()
        words = " ".join(fields[4 : 4 + 2 * int(fields[3], 16) : 2]).replace("_", " ")
        parts = [p.strip().strip('"') for p in gloss.split(";")]
        yield words + ": " + parts[0]
        yield from parts[1:]


def reader(path):
    """How to read this file; nothing if it is none of those with sentences."""
    if SKIPPED.search(path):
        return None
    name = path[:-3] if path.endswith(".gz") else path
    if name.endswith((".html", ".htm")):
        return of_html
    if name.endswith(".txt"):
        return of_text
    if name.endswith(".pod"):
        return of_pod
    if name.endswith(".dict.dz"):
        return of_dictionary
    if re.search(r"/wordnet/data\.(?:noun|verb|adj|adv)$", name):
        return of_wordnet
    return None


def lines(block):
    block = unicodedata.normalize("NFKD", block.translate(PUNCTUATION))
    block = "".join(c for c in block if not unicodedata.combining(c)) if not block.isascii() else block
    for sentence in SENTENCE.split(block):
        words = WORD.findall(sentence.lower())
        for i in range(0, len(words), MOST):
            part = words[i : i + MOST]
            line = " ".join(part)
            if len(part) >= LEAST and LETTER.search(line):
                yield line, part


def files(folder):
    found = []
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            if not os.path.islink(path) and reader(path.replace(os.sep, "/")):
                found.append(path)
    return sorted(found)


def main(out, folders):
    seen, counts, sha, raw = set(), collections.Counter(), hashlib.sha256(), 0
    with open(out + ".part", "wb") as to:
        for folder in folders:
            paths, before, before_raw = files(folder), sum(counts.values()), raw
            if not paths:
                sys.exit("%s: no file to read: expected an unpacked documentation package or a folder of .txt.gz files" % folder)
            for path in paths:
                data = (gzip.open if path.endswith((".gz", ".dz")) else open)(path, "rb").read()
                text = data.decode("utf-8", "replace")
                for block in reader(path.replace(os.sep, "/"))(text):
                    for line, words in lines(block):
                        raw += len(words)
                        encoded = line.encode("ascii")
                        key = hashlib.blake2b(encoded, digest_size=16).digest()
                        if key not in seen:
                            seen.add(key)
                            counts.update(words)
                            to.write(encoded + b"\n")
                            sha.update(encoded + b"\n")
            kept = sum(counts.values()) - before
            print("%-24s %7d files %11d words %11d kept" % (os.path.basename(folder.rstrip("/")), len(paths), raw - before_raw, kept), flush=True)
    os.replace(out + ".part", out)
    print("lines\t%d\ntokens\t%d\ntypes\t%d" % (len(seen), sum(counts.values()), len(counts)))
    print("types seen 5 times or more\t%d" % sum(1 for c in counts.values() if c >= 5))
    print("sha256\t%s" % sha.hexdigest())


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
