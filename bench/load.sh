#!/bin/sh
# Loading the weights of ViT-base (330 MB of safetensors) into a model beside reading the bytes of the file, in turns.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
model=vit_base_patch16_224
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$root/jimm" export $model --untrained --format safetensors --output "$folder/vit" >/dev/null
distribution=$root/app/target/jimm
# as the launcher has them
export MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=536870912 MALLOC_MMAP_THRESHOLD_=33554432 THP_MEM_ALLOC_ENABLE=1
java -Xmx2g -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dlogback.configurationFile="$distribution/conf/logback.xml" \
    -cp "$distribution/lib/*:$distribution/native/*" "$root/bench/LoadWeights.java" \
    "$folder/vit/model.safetensors" $model "$distribution/plugins"
