#!/bin/sh
# Makes a newly assembled distribution the current one: switch.sh FOLDER STAMP. FOLDER/jimm-STAMP is the new one, the link
# FOLDER/jimm leads to the current one; STAMP is the time when the build started, in UTC, as touch -t takes it.
# Java opens a jar when it first needs it, so the folder of a running jimm has to stay as it is.
set -eu
cd "$1"
here=$(pwd -P)
new=jimm-$2

# The command line of a running jimm holds -Djimm.home=FOLDER. Not every system has ps, nor every ps these options.
running=$(ps -A -ww -o args= 2>/dev/null || cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')
in_use() {
    case $running in
        *"-Djimm.home=$here/$1 "*) return 0 ;;
        *) return 1 ;;
    esac
}

# Sources that changed after the start are newer than the build.
TZ=UTC0 touch -t "$2" "$new/.built"

old=$(readlink jimm || true)
if [ -z "$old" ] && [ -d jimm ]; then # made where links are impossible
    if in_use jimm; then
        echo "jimm is running from $here/jimm; wait until it has ended, or stop it, and build again" >&2
        exit 1
    fi
    rm -rf jimm
fi
ln -sfn "$new" jimm 2>/dev/null || mv "$new" jimm

# The old one may be just about to start.
for folder in jimm-*; do
    if [ "$folder" != "$new" ] && [ "$folder" != "$old" ] && ! in_use "$folder"; then
        rm -rf "$folder"
    fi
done
