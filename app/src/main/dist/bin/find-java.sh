# Sourced by the launchers. Finds Java 17 or newer: that of JAVA_HOME, then that of PATH.

# find_java TOOL sets $java to a Java 17 or newer that has TOOL (java to run, javac to build) beside it, or ends with exit
# code 2 and says how to get one.
find_java() {
    found=""
    for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)"; do
        [ -x "$java" ] || continue
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
        major=${version%%[!0-9]*}
        if [ "${major:-0}" -ge 17 ] && [ -x "${java%java}$1" ]; then
            return
        fi
        found="$found
  found: $java (version ${version:-unknown}$([ -x "${java%java}$1" ] || echo ", without $1"))"
    done
    printf '%s\n' "jimm needs a JDK 17 or newer, which is neither in JAVA_HOME nor on PATH.$found
Get one, for example:
  Debian, Ubuntu   sudo apt install openjdk-21-jdk     (older releases: openjdk-17-jdk)
  Fedora, RHEL     sudo dnf install java-21-openjdk-devel
  macOS            brew install --cask temurin
  any              https://adoptium.net
then run this command again, or set JAVA_HOME to its folder. (jimm runs in POSIX shells; on Windows, in WSL.)" >&2
    exit 2
}
