"""PyTorch on a graphics processor: python3 torch_gpu.py WORKLOAD MODE SECONDS [DEVICE], where MODE is eager, compile or graph.

Steps are measured as ours are: thirty-two are submitted, then their losses are waited for. Prints one line of JSON, with
`missing` where the mode cannot be had."""
import json
import os
import statistics
import sys
import time

workload, mode, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
device = sys.argv[4] if len(sys.argv) > 4 else "cuda"


def say(**message):
    print(json.dumps(message), flush=True)
    sys.exit()


try:
    import torch
    import torch.nn.functional as F
    from torch import nn
except ImportError:
    say(missing="PyTorch is not installed")

sys.path += [os.path.dirname(__file__), os.path.join(os.path.dirname(__file__), "..", "peers")]
from torch_models import build, optimizer_of  # noqa: E402

if device == "cuda" and not torch.cuda.is_available():
    say(missing="PyTorch finds no device for CUDA")
if mode == "compile" and not hasattr(torch, "compile"):
    say(missing=f"PyTorch {torch.__version__} has no torch.compile")
if mode == "graph" and device != "cuda":
    say(missing="graphs are of CUDA devices alone")

# Full 32 bits, as ours.
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.manual_seed(0)
model, x, labels = build(workload)
model, x, labels = model.to(device), x.to(device), [label.to(device) for label in labels]
options = {"capturable": True} if mode == "graph" and workload != "convnet" else {}
optimizer = optimizer_of(workload, model, **options)
target = labels[0].clone()


def forward(given):
    return F.cross_entropy(model(x), given)


if mode == "compile":
    forward = torch.compile(forward)


def step(given):
    optimizer.zero_grad(set_to_none=True)
    loss = forward(given)
    loss.backward()
    if workload == "charlstm":
        nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()
    return loss.detach()


if mode == "graph":
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step(target)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = step(target)

    def run(given):
        target.copy_(given)
        graph.replay()
        return captured.clone()
else:
    run = step


def thirty_two():
    return torch.stack([run(label) for label in labels]).tolist()


thirty_two()
times = []
end = time.perf_counter() + seconds
while not times or time.perf_counter() < end:
    begin = time.perf_counter()
    losses = thirty_two()
    times.append((time.perf_counter() - begin) * 1000 / 32)
say(ms=statistics.median(times), loss=losses[-1], adapter=torch.cuda.get_device_name() if device == "cuda" else device)
