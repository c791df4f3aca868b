#!/bin/sh
# Measures the input pipeline (500 x 375 JPEG, random resized crop to 224 bicubic, flip, rand-m9-mstd0.5-inc1, batches of
# 64, two workers) beside timm's in turn. The peer needs a Python with torch and timm: PYTHON=/path/to/python bench/loader.sh
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
rounds=${ROUNDS:-3}
images=target/bench/images
if [ ! -d "$images" ]; then
    rm -rf "$images.new"
    java bench/PaintImages.java "$images.new" 640
    # by further names, so that an epoch is long and its ends do not count
    for file in "$images.new"/*/*.jpg; do
        for copy in 1 2 3 4 5 6 7; do
            ln "$file" "${file%.jpg}-$copy.jpg"
        done
    done
    mv "$images.new" "$images"
fi

ours() {
    ./jimm benchmark --loader bench/loader.conf | awk '/images\/s/ { print $1 }'
}
peer() {
    "$python" bench/loader_peer.py "$images" 2 10 | sed -n 's/.*images_per_second": \([0-9.]*\).*/\1/p'
}
median() {
    sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

if ! "$python" -c 'import timm, torch' 2>/dev/null; then
    echo "jimm: $(ours) images/s (no Python with torch and timm here: no peer)"
    exit 0
fi
rm -f target/bench/loader.txt
for round in $(seq "$rounds"); do
    mine=$(ours)
    theirs=$(peer)
    if [ -z "$mine" ] || [ -z "$theirs" ]; then
        echo "bench/loader.sh: a measurement gave no number (jimm: '$mine', timm: '$theirs')" >&2
        exit 1
    fi
    echo "$mine $theirs" >>target/bench/loader.txt
done
mine=$(cut -d' ' -f1 target/bench/loader.txt | median)
theirs=$(cut -d' ' -f2 target/bench/loader.txt | median)
"$python" -c 'import PIL, timm, torch; print("timm", timm.__version__, "torch", torch.__version__, "Pillow", PIL.__version__)'
# at least 1.5 times timm's, or the script fails
awk -v a="$mine" -v b="$theirs" -v n="$rounds" 'BEGIN {
    printf "jimm %.0f images/s, timm %.0f images/s, ratio %.2f (medians of %d runs in turn)\n", a, b, a / b, n
    exit a / b < 1.5
}'
