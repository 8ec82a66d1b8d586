"""Makes test/agreement/vectors: 50 training steps of three models in PyTorch, f32.

Run with Debian's own Python: apt-get install python3-torch; python3 test/agreement/vectors.py

Everything random comes from one linear congruential generator, which agreement.test.ts has too, so that only losses and
final weights are stored. Weights are kept in nnc's layouts: Dense [in, out], Conv [kh, kw, in, out], images [N, H, W, C].
"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

STEPS, BATCH, BATCHES = 50, 16, 5
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors")
torch.manual_seed(0)
torch.set_num_threads(1)


def noise(count, seed, low, high):
    """`count` f32 numbers in [low, high)."""
    state, out = seed, np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        out[i] = low + (high - low) * (state / 2**32)
    return torch.from_numpy(out.astype(np.float32))


def parameters(shapes):
    """Weights uniform in +-sqrt(3 / fan_in), biases in +-0.1, gains around 1; one seed each, in order."""
    made = {}
    for seed, (name, shape) in enumerate(shapes, 1):
        count = int(np.prod(shape))
        if len(shape) >= 2:
            limit = float(np.sqrt(3 / np.prod(shape[:-1])))
            values = noise(count, seed, -limit, limit)
        elif name.endswith("gamma"):
            values = noise(count, seed, 0.9, 1.1)
        else:
            values = noise(count, seed, -0.1, 0.1)
        made[name] = values.reshape(shape).clone().requires_grad_(True)
    return made


def batch(k, shape):
    x = noise(int(np.prod(shape)), 1000 + k, 0, 1).reshape(shape)
    y = torch.tensor([(7 * k + 3 * i) % 10 for i in range(BATCH)])
    return x, y


def dense(x, p, name):
    return x @ p[name + ".W"] + p[name + ".b"]


def conv(x, p, name, pad):
    return F.conv2d(x, p[name + ".W"].permute(3, 2, 0, 1), p[name + ".b"], padding=pad)


def mlp(x, p):
    return dense(torch.relu(dense(x, p, "hidden")), p, "out")


def lenet(x, p):
    h = x.permute(0, 3, 1, 2)
    h = F.max_pool2d(torch.relu(conv(h, p, "c1", 2)), 2)
    h = F.max_pool2d(torch.relu(conv(h, p, "c2", 0)), 2)
    h = h.permute(0, 2, 3, 1).flatten(1)
    return dense(torch.relu(dense(torch.relu(dense(h, p, "f1")), p, "f2")), p, "f3")


running = {"mean": torch.zeros(32), "var": torch.ones(32)}


def batchnorm(x, p):
    # No bias before a batch norm: its gradient is zero but for rounding, which Adam would blow up to full steps.
    h = F.batch_norm(x @ p["hidden.W"], running["mean"], running["var"], p["norm.gamma"], p["norm.beta"], training=True, momentum=0.1, eps=1e-5)
    return dense(F.dropout(torch.relu(h), 0.0), p, "out")


def weight_decay(p):
    return 0


models = {
    "mlp": (mlp, [16, 64], [("hidden.W", [64, 32]), ("hidden.b", [32]), ("out.W", [32, 10]), ("out.b", [10])],
            lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.9), weight_decay),
    "lenet": (lenet, [16, 28, 28, 1],
              [("c1.W", [5, 5, 1, 6]), ("c1.b", [6]), ("c2.W", [5, 5, 6, 16]), ("c2.b", [16]), ("f1.W", [400, 120]), ("f1.b", [120]),
               ("f2.W", [120, 84]), ("f2.b", [84]), ("f3.W", [84, 10]), ("f3.b", [10])],
              lambda ps: torch.optim.Adam(ps, lr=1e-3), weight_decay),
    "batchnorm": (batchnorm, [16, 64],
                  [("hidden.W", [64, 32]), ("norm.gamma", [32]), ("norm.beta", [32]), ("out.W", [32, 10]), ("out.b", [10])],
                  lambda ps: torch.optim.Adam(ps, lr=1e-2), lambda p: 1e-3 * (p["hidden.W"] ** 2).sum() / 2),
}

os.makedirs(HERE, exist_ok=True)
for name, (forward, shape, shapes, optimizer, penalty) in models.items():
    p = parameters(shapes)
    steps = optimizer(list(p.values()))
    losses = []
    for step in range(STEPS):
        x, y = batch(step % BATCHES, shape)
        steps.zero_grad()
        nll = F.cross_entropy(forward(x, p), y)
        (nll + penalty(p)).backward()
        steps.step()
        losses.append(nll.item())
    final = np.concatenate([w.detach().numpy().ravel() for w in p.values()]).astype("<f4")
    final.tofile(os.path.join(HERE, name + ".f32"))
    extra = {"runningMean": running["mean"].tolist()} if name == "batchnorm" else {}
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        json.dump({"torch": torch.__version__, "shape": shape, "parameters": shapes, "losses": losses, **extra}, file, indent=1)
        file.write("\n")
    print(name, losses[0], losses[-1])
