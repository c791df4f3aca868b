"""timm's own input pipeline on the images of bench/loader.sh: images a second, up to uint8 batches."""
import json
import sys
import time

import torch
from timm.data import create_dataset, create_loader

folder, workers, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
loader = create_loader(
    create_dataset("", root=folder),
    input_size=(3, 224, 224),
    batch_size=64,
    is_training=True,
    auto_augment="rand-m9-mstd0.5-inc1",
    interpolation="bicubic",
    num_workers=workers,
    use_prefetcher=True,
    persistent_workers=True,
    pin_memory=False,
    device=torch.device("cpu"),
).loader  # without the prefetcher's normalisation, which jimm leaves to the device, too

for _ in loader:  # the first epoch starts the workers and warms up
    pass
images = 0
begin = time.perf_counter()
while time.perf_counter() - begin < seconds:
    for batch, _ in loader:
        images += len(batch)
print(json.dumps({"images_per_second": images / (time.perf_counter() - begin)}))
