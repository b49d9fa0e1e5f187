# What ./millrace and the distribution's bin/millrace share; read by them, not run. Why: docs/adr/0017.
# It starts no process on the way to Java: each costs more than it does here.

# is_java25 FOLDER: whether a JDK or JRE of version 25 or later is there; sets java_modules to its list of modules.
is_java25() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  local line version=
  java_modules=
  while IFS= read -r line; do
    case "$line" in
      JAVA_VERSION=*) version=${line#*\"} version=${version%%[!0-9]*} ;;
      MODULES=*) java_modules=$line ;;
    esac
  done <"$1/release"
  [ -n "$version" ] && [ "$version" -ge 25 ]
}

# find_java PROGRAM: sets java_home to a JDK (PROGRAM javac) or JRE (PROGRAM java) of version 25 or later.
find_java() {
  local dir program
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/$1" ] && is_java25 "$JAVA_HOME"; then
    java_home=$JAVA_HOME
    return 0
  fi
  program=$(command -v "$1" 2>/dev/null || true)
  [ -z "$program" ] || program=$(readlink -f "$program") program=${program%/bin/*}
  for dir in "$program" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$dir" ] && [ -x "$dir/bin/$1" ] && is_java25 "$dir"; then java_home=$dir; return 0; fi
  done
  return 1
}

say() { printf 'millrace: %s\n' "$*" >&2; }

# read_options NAME WORD…: takes apart a command line. NAME is how the launcher was called. Sets with to the names of
# --with, jvm to the options of --jvm, extra to the files of --jar, each behind a colon, before to these options once
# more, to start it again from any folder, called to NAME with them as they were given, and words to the command.
read_options() {
  local file more
  with=() jvm=() before=() extra='' called=$1
  shift
  while [ $# -gt 0 ]; do
    case "$1" in --with | --jvm | --jar) ;; *) break ;; esac
    if [ $# -lt 2 ]; then say "$1 needs a value"; exit 2; fi
    file=$2
    case "$1" in
      --with) with+=("$2") ;;
      --jvm) read -r -a more <<<"$2" && jvm+=(${more[@]+"${more[@]}"}) ;;
      --jar)
        if ! [ -r "$2" ]; then say "--jar: there is no file $2"; exit 2; fi
        case "$2" in /*) ;; *) file=$PWD/$2 ;; esac
        extra+=:$file
        ;;
    esac
    before+=("$1" "$file")
    case "$2" in *[!A-Za-z0-9._/=:-]*) called+=" $1 '$2'" ;; *) called+=" $1 $2" ;; esac
    shift 2
  done
  words=("$@")
}

# run_main OPTION…: runs the command in words with flags, jvm, the class path in path and these options. The JVM warns of
# its vector module at every start; that line is left out, and Main puts standard error back (StandardError).
run_main() {
  local IFS=$'\n' # between the words of millrace.before
  local command=("$java_home/bin/java" "${flags[@]}" ${jvm[@]+"${jvm[@]}"} "$@" "-Dmillrace.command=$called"
    "-Dmillrace.before=${before[*]-}" -cp "$path")
  unset IFS
  if [ -n "$vectors" ] && { true >&2; } 2>/dev/null; then
    exec 3>&2
    exec "${command[@]}" -Dmillrace.stderr=3 millrace.cli.Main ${words[@]+"${words[@]}"} \
      2> >(grep -v '^WARNING: Using incubator modules: jdk.incubator.vector$' >&3)
  fi
  exec "${command[@]}" millrace.cli.Main ${words[@]+"${words[@]}"} # no such line, or standard error is closed
}

# Parts of the names of models that compute with vectors (LauncherTest compares them with the catalogue), and all of them.
vector_models='network|mlp|lstm|gru|feedforward|gpt|cnn|recurrent|seq2seq|sentence|transformer|word2vec|glove|fasttext|doc2vec|^all$|,all$|^all,'

# without_vectors WORD…: whether this command line surely needs no vector module. Then there is no warning to filter, and
# the JVM can use all of its AOT cache. If it is wrong, plain loops compute the same, more slowly.
without_vectors() {
  local names='' previous='' word
  case "${1-}" in
    models | --help | -h | --version | -V) return 0 ;;
    train | compare | tune) ;;
    *) return 1 ;;
  esac
  for word in "$@"; do
    case "$word" in
      --recipe | --recipe=*) return 1 ;; # a recipe may have a step with vectors
      --model=* | --models=*) names+=,${word#*=} ;;
    esac
    case "$previous" in --model | --models) names+=,$word ;; esac
    previous=$word
  done
  names=${names#,} names=${names//[-_]/}
  [ -n "$names" ] || return 1
  shopt -s nocasematch
  local needs=0
  [[ $names =~ $vector_models ]] || needs=1
  shopt -u nocasematch
  [ "$needs" = 1 ]
}

# jvm_flags WORD…: sets flags to the options of the JVM for this command line, and vectors to yes or nothing.
jvm_flags() {
  local pages=
  vectors=
  flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true
    -XX:+UseParallelGC -Djdk.reflect.useNativeAccessorOnly=true)
  # SIMD, where this Java has the vector module (a release file without a list of modules is one of a whole JDK).
  if ! without_vectors "$@"; then
    case "$java_modules" in '' | *jdk.incubator.vector*) vectors=yes flags+=(--add-modules=jdk.incubator.vector) ;; esac
  fi
  # Large pages where Linux has them (elsewhere the JVM would warn): large arrays are read faster.
  { IFS= read -r pages </sys/kernel/mm/transparent_hugepage/enabled; } 2>/dev/null || true
  case "$pages" in *"[always]"* | *"[madvise]"*) flags+=(-XX:+UseTransparentHugePages) ;; esac
}

# aot_flags FOLDER CLASSPATH NEWER: adds to flags what uses the AOT cache in FOLDER, made by this Java and for this class
# path, if it is there and newer than the file NEWER; else has it made in the background, once. The JVM checks the cache
# itself and does without where it does not fit, and is told not to speak of it. MILLRACE_AOT=off: neither use nor make
# it; MILLRACE_AOT=now: make it before the command runs.
aot_flags() {
  [ "${MILLRACE_AOT-}" != off ] || return 0
  local name=${java_home//[!A-Za-z0-9.]/_}${2%%:*} file
  file=$1/start${name//[!A-Za-z0-9.]/_}.aot
  if [ "${MILLRACE_AOT-}" = now ] && ! [ "$file" -nt "$3" ]; then aot_make "$file" "$2" 3>&- || true; fi
  if [ -r "$file" ] && [ "$file" -nt "$3" ] && [ "$file" -nt "$java_home/release" ]; then
    [ -n "$vectors" ] || flags+=(-Xlog:aot=off -Xlog:cds=off "-XX:AOTCache=$file")
    return 0
  fi
  [ "$file.log" -nt "$3" ] && [ "$file.log" -nt "$java_home/release" ] && return 0 # being made, or it could not be
  (: >"$file.log") 2>/dev/null || return 0
  (aot_make "$file" "$2" </dev/null >/dev/null 2>&1 3>&- &)
}

# aot_make FILE CLASSPATH: has a JVM start, run short commands and write the cache.
aot_make() {
  local flags vectors new=$1.$$
  jvm_flags models
  # Without profiles: they have the JVM compile at once what was hot in training, and a short command pays for all of it.
  flags+=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining)
  nice "$java_home/bin/java" "${flags[@]}" "-XX:AOTCacheOutput=$new" -cp "$2" millrace.cli.StartTraining \
    </dev/null >"$1.log" 2>&1 && mv -f "$new" "$1"
  rm -f "$new" "$new.config"
}

# terminal_flag: adds to flags the width of the terminal, if standard error is one: for the progress bar.
terminal_flag() {
  local columns
  [ -t 2 ] || return 0
  columns=$(stty size <&2 2>/dev/null | cut -d' ' -f2) || true
  case "$columns" in [1-9]*) flags+=("-Dmillrace.columns=$columns") ;; *) flags+=("-Dmillrace.columns=80") ;; esac
}
