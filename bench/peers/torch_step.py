"""PyTorch, the idiomatic program in eager mode: python3 torch_step.py WORKLOAD THREADS"""
import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from torch_models import build, optimizer_of

workload, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)

model, x, y = build(workload)
optimizer = optimizer_of(workload, model)
count = 0


def step():
    global count
    count += 1
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(x), y[count % 32])
    loss.backward()
    if workload == "charlstm":
        nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()
    return loss.item()


def say(message):
    print(json.dumps(message), flush=True)


say({"loss": step()})
repeat = 1
for line in sys.stdin:
    times = []
    end = time.perf_counter() + float(line)
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(repeat):
            step()
        times.append((time.perf_counter() - begin) * 1000 / repeat)
    say({"times": times})
    # A sample takes at least a millisecond, or the clock is part of it; the first turn is to warm up.
    repeat = math.ceil(1 / min(times))
say({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024})
