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

images = 0
begin = None
while begin is None or time.perf_counter() - begin < seconds:
    for number, (batch, _) in enumerate(loader):
        if begin is not None:
            images += len(batch)
        elif number == 20:  # the workers are warm
            begin = time.perf_counter()
        if begin is not None and time.perf_counter() - begin >= seconds:
            break
print(json.dumps({"images_per_second": images / (time.perf_counter() - begin)}))
