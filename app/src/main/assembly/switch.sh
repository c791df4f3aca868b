#!/bin/sh
# Makes a newly assembled distribution the current one: switch.sh FOLDER STAMP. FOLDER/jimm-STAMP is the new one, the link
# FOLDER/jimm leads to the current one; STAMP is the time when the build started, in UTC, as touch -t takes it.
# Java opens a jar when it first needs it, so the folder of a running jimm has to stay as it is.
set -eu
cd "$1"
here=$(pwd -P)
new=jimm-$2

# What stands in plugins/ and conf/ of the folder here: checksum, length and path of each file.
contents() {
    find plugins conf ! -type d | LC_ALL=C sort | while IFS= read -r file; do
        echo "$(cksum 2>/dev/null <"$file" || echo "- -") $file"
    done
}

# What a user put into the folder $1, or changed there, is taken along. A plugin of the build itself is the newer one, though.
carry_over() {
    [ -f "$1/.brought" ] || return 0
    (cd "$1" && contents) | grep -Fvx -f "$1/.brought" | cut -d ' ' -f 3- | while IFS= read -r file; do
        case $file in
            conf/distribution.sha256) ;;
            conf/*) take=yes ;;
            *) [ -e "$new/$file" ] || take=yes ;;
        esac
        if [ "${take:-}" ]; then
            mkdir -p "$(dirname "$new/$file")"
            cp -pP "$1/$file" "$new/$file"
        fi
        take=
    done
}

# The command line of a running jimm holds -Djimm.home=FOLDER. Not every system has ps, nor every ps these options.
running=$(ps -A -ww -o args= 2>/dev/null || cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ')
in_use() {
    case $running in
        *"-Djimm.home=$here/$1 "*) return 0 ;;
        *) return 1 ;;
    esac
}

# Once: when it is run again, what was taken along lies there, too.
[ -f "$new/.brought" ] || (cd "$new" && contents) >"$new/.brought"
# Sources that changed after the start are newer than the build.
TZ=UTC0 touch -t "$2" "$new/.built"

old=$(readlink jimm || true)
if [ -z "$old" ] && [ -d jimm ]; then # made where links are impossible
    if in_use jimm; then
        echo "jimm is running from $here/jimm; wait until it has ended, or stop it, and build again" >&2
        exit 1
    fi
    carry_over jimm
    rm -rf jimm
elif [ -n "$old" ] && [ "$old" != "$new" ]; then
    carry_over "$old"
fi
ln -sfn "$new" jimm 2>/dev/null || mv "$new" jimm

# The old one may be just about to start.
for folder in jimm-*; do
    if [ "$folder" != "$new" ] && [ "$folder" != "$old" ] && ! in_use "$folder"; then
        rm -rf "$folder"
    fi
done
