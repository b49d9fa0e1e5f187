#!/bin/sh
# A corpus of about 23 million English words from documentation that Debian 12 (bookworm) ships, for embeddings and topics.
#
#   sh debian-docs.sh FOLDER [TEXTS]
#
# downloads the packages below into FOLDER/debs (about 170 MB; those that are there already are not asked for again, so that it
# works offline afterwards), unpacks them into FOLDER/unpacked (nothing is installed) and writes FOLDER/debian-docs.txt: a sentence
# a line, lower case, no line twice (see debian_docs.py). TEXTS, a folder of .txt.gz files, is added at the end.
# The same packages and texts give the same bytes; the versions used are printed, since Debian's updates change them.
#
# Needs apt-get, dpkg-deb and python3. The text is for measuring, not for republishing: each package has its own free licence
# (FOLDER/unpacked/PACKAGE/usr/share/doc/*/copyright), among them GPL-2 (linux-doc, gcide, anarchism), GPL-2 with the
# classpath exception (openjdk), GFDL (qtbase, foldoc), PSF, Apache-2.0, PostgreSQL, Artistic, WordNet's and public domain.
set -eu

packages="linux-doc-6.1 openjdk-17-doc python3.11-doc debian-handbook dict-gcide anarchism wordnet-base apache2-doc
postgresql-doc-15 perl-doc dict-foldoc dict-jargon qtbase5-doc-html sqlite3-doc"

[ $# -ge 1 ] || { sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p;}' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/debs" "$1/unpacked"
folder=$(cd "$1" && pwd)
texts=
[ $# -lt 2 ] || texts=$(cd "$2" && pwd)

cd "$folder/debs"
missing=
for p in $packages; do
  ls "$p"_*.deb >/dev/null 2>&1 || missing="$missing $p"
done
# shellcheck disable=SC2086 # a list of names
[ -z "$missing" ] || apt-get download $missing

cd "$folder/unpacked"
for p in $packages; do
  set -- "$folder/debs/$p"_*.deb
  [ $# -eq 1 ] || { echo "$folder/debs holds $# versions of $p: keep one" >&2; exit 1; }
  echo "package	$(dpkg-deb -f "$1" Package)	$(dpkg-deb -f "$1" Version)"
  rm -rf "./$p"
  mkdir "$p"
  dpkg-deb -x "$1" "$p"
done

# shellcheck disable=SC2086
python3 "$here/debian_docs.py" "$folder/debian-docs.txt" $packages ${texts:+"$texts"}
