# Sourced by ./mvnw and ./binnacle: sets JAVA_HOME to a JDK of at least BINNACLE_JDK_MIN (25), or prints one line and
# returns 1. Looked at, in this order: JAVA_HOME, java on the PATH, then the places where packages put JDKs.
BINNACLE_JDK_MIN=25

# The feature version of the JDK in $1 as its `release` file says it; 0 where there is no compiler.
binnacle_jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1
}

binnacle_find_jdk() {
  binnacle_on_path=$(command -v java 2>/dev/null || true)
  [ -n "$binnacle_on_path" ] && binnacle_on_path=$(dirname "$(dirname "$(readlink -f "$binnacle_on_path" 2>/dev/null || echo "$binnacle_on_path")")")
  for binnacle_candidate in "${JAVA_HOME:-}" "$binnacle_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$binnacle_candidate" ] && [ -d "$binnacle_candidate" ] || continue
    binnacle_version=$(binnacle_jdk_version "$binnacle_candidate")
    if [ "${binnacle_version:-0}" -ge "$BINNACLE_JDK_MIN" ]; then
      JAVA_HOME=$binnacle_candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "No JDK $BINNACLE_JDK_MIN or later found: install one (for example Temurin $BINNACLE_JDK_MIN) or set JAVA_HOME to it." >&2
  return 1
}
