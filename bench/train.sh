#!/bin/sh
# Training steps of ResNet-50 and ViT-small beside those of PyTorch and timm, each in a process of its own, one after the other:
# images a second and the most memory held. Fails when bf16 is less than twice as fast as fp32, or when jimm is slower or takes
# more memory than Python in fp32.
#
#   bench/train.sh [ROUNDS]        PYTHON=python3: an interpreter with torch and timm; without one only jimm is measured
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-2}
python=${PYTHON:-python3}
threads=$(nproc)
batch=16
results=$(mktemp)
trap 'rm -f "$results"' EXIT

jimm() { # MODEL PRECISION
    JIMM_JAVA_OPTS="-Dai.djl.pytorch.num_threads=$threads" "$root/jimm" benchmark "$1" --train --batch-size $batch \
        --variant "$2,channels-last" | awk '
        $2 == "channels" { speed = $4 }
        / of memory at most/ { memory = $3; gsub(",", "", memory) }
        END { print speed, memory }'
}

measure() { # WHO MODEL PRECISION COMMAND...
    who=$1 model=$2 precision=$3
    shift 3
    set -- "$who" "$model" "$precision" $("$@")
    echo "$*" | tee -a "$results"
}

peer=no
if "$python" -c "import torch, timm" 2>/dev/null; then
    peer=yes
fi
echo "who model precision images/s megabytes ($threads threads, batches of $batch x 224 x 224)"
for round in $(seq "$rounds"); do
    for model in resnet50 vit_small_patch16_224; do
        for precision in fp32 bf16; do
            measure jimm $model $precision jimm $model $precision
            if [ $peer = yes ]; then
                measure python $model $precision "$python" "$root/bench/train_peer.py" $model $batch $precision "$threads"
            fi
        done
    done
done

awk '
    { key = $1 " " $2 " " $3; if ($4 > speed[key]) speed[key] = $4; if ($5 > memory[key]) memory[key] = $5 }
    function check(what, value, bound) {
        printf("%-58s %5.2f %s\n", what, value, (value < bound) ? "(should be at least " bound ")" : "")
        if (value < bound) failed = 1
    }
    END {
        split("resnet50 vit_small_patch16_224", models, " ")
        for (i = 1; i <= 2; i++) {
            m = models[i]
            check(m ": bf16 over fp32", speed["jimm " m " bf16"] / speed["jimm " m " fp32"], 2)
            if (("python " m " fp32") in speed) {
                check(m ": fp32, jimm over Python", speed["jimm " m " fp32"] / speed["python " m " fp32"], 1)
                check(m ": bf16, jimm over Python", speed["jimm " m " bf16"] / speed["python " m " bf16"], 0)
                check(m ": fp32, memory of Python over that of jimm", memory["python " m " fp32"] / memory["jimm " m " fp32"], 1)
            }
        }
        exit failed
    }' "$results"
