#!/bin/bash
# Kills a small run (bench/resume.conf) at random moments, without giving it a chance to say goodbye (-9), and resumes
# it each time. When it has ended, all tensors of its last checkpoint and metrics.csv must be byte for byte those of a run
# that nobody killed. A run that ends before there were enough kills is compared, and the next one is begun.
#
#   bench/resume.sh [KILLS]      50 unless told
#   SEED=7 bench/resume.sh       the random numbers of an earlier try
#   JIMM=PATH bench/resume.sh    another jimm than ./jimm
#
# Exit code: 0 all the same, 1 something differs, 2 a run failed by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-50}
jimm=${JIMM:-./jimm}
seed=${SEED:-$(date +%s)}
folder=target/bench/resume
log=$folder/log.txt
RANDOM=$((seed % 32768))
rm -rf "$folder/runs"
mkdir -p "$folder"
: >"$log"

# so small a run is not faster with more
export JIMM_JAVA_OPTS="-Dai.djl.pytorch.num_threads=1 ${JIMM_JAVA_OPTS:-}"

train() { # NAME [OPTION]; takes the place of its process, so that a kill hits Java
    exec "$jimm" train bench/resume.conf --set "name=$1" ${2:+"$2"} >>"$log" 2>&1
}
failed() {
    tail -n 5 "$log" >&2
    echo "bench/resume.sh: $1; all that was said is in $log" >&2
    exit 2
}
now() {
    date +%s%3N
}
checkpoints() { # NAME; the newest last
    ls -tr "$folder/runs/$1/checkpoints" 2>/dev/null || true
}

# How long a process needs to get to its first checkpoint, and how long the whole run takes.
("$jimm" --version) >>"$log" 2>&1 || failed "jimm cannot be run"
begin=$(now)
(train unbroken) &
process=$!
while [ -z "$(checkpoints unbroken)" ] && kill -0 "$process" 2>/dev/null; do
    sleep 0.05
done
start=$(($(now) - begin))
wait "$process" || failed "the unbroken run failed"
whole=$(($(now) - begin))
last=$(checkpoints unbroken | grep epoch | sort | tail -n 1)
echo "seed $seed; the unbroken run took $whole ms, $start ms of them to its first checkpoint"

compare() { # NAME
    local file same=yes
    for file in $(cd "$folder/runs/unbroken" && ls "checkpoints/$last"/*.safetensors metrics.csv); do
        if ! cmp -s "$folder/runs/unbroken/$file" "$folder/runs/$1/$file"; then
            echo "$1: $file differs"
            same=no
        fi
    done
    if [ "$same" = yes ]; then
        echo "$1: the same bytes as unbroken"
    else
        differ=yes
    fi
}

# Some are killed while Java starts; most have the time for a few updates, so that the run lasts for about all kills.
moment() {
    awk -v share="$RANDOM" -v start="$start" -v train="$((whole - start))" -v kills="$kills" 'BEGIN {
        printf "%.3f", (0.7 * start + share / 32768 * (0.3 * start + 3 * train / kills)) / 1000
    }'
}

count=0
run=1
differ=
while :; do
    name=killed-$run
    resume=
    if [ -f "$folder/runs/$name/run.conf" ]; then
        resume=--resume
    fi
    (train "$name" $resume) &
    process=$!
    if [ "$count" -lt "$kills" ]; then
        sleep "$(moment)"
        if kill -9 "$process" 2>/dev/null; then
            wait "$process" 2>/dev/null || true
            count=$((count + 1))
            echo "kill $count: $name goes on from $(checkpoints "$name" | tail -n 1 | grep . || echo its beginning)"
            continue
        fi
    fi
    wait "$process" || failed "$name failed behind $count kills"
    compare "$name"
    [ "$count" -lt "$kills" ] || break
    run=$((run + 1))
done
if [ -n "$differ" ]; then
    echo "$count kills: DIFFERENT from the unbroken run"
    exit 1
fi
echo "$count kills: the same bytes as without"
