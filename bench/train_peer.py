"""A training step of PyTorch and timm: forward, backward, SGD with momentum. Prints images a second and megabytes."""
import resource
import sys
import time

import timm
import torch

name, batch, precision, threads = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
torch.set_num_threads(threads)
model = timm.create_model(name).train().to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, nesterov=True, weight_decay=0.05)
pixels = torch.zeros(batch, 3, 224, 224, dtype=torch.uint8)
labels = torch.zeros(batch, dtype=torch.long)
mean = torch.tensor([123.7, 116.3, 103.5]).view(1, 3, 1, 1)
deviation = torch.tensor([58.4, 57.1, 57.4]).view(1, 3, 1, 1)

seconds = []
for step in range(7):
    begin = time.perf_counter()
    x = ((pixels.float() - mean) / deviation).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = torch.nn.functional.cross_entropy(model(x), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    loss.item()
    seconds.append(time.perf_counter() - begin)
seconds = sorted(seconds[2:])
print("%.2f %d" % (batch / seconds[len(seconds) // 2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
