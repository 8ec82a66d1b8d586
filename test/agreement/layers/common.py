"""What all families share: the generator, values by name, derivatives, projections.

A family is a model's text with $options and a list of random cases. Torch computes each case in float64; stored are the
options, the sizes and, of every result, its inner product with a fixed noise vector: no error is orthogonal to it by chance.
"""
import json
import os

import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors")
MASK = 2**32

# One number out of an output, the same in both languages.
NOISE = """
fn against_noise(y: [N, ...]) {
  z = flatten(y)
  n, m = shape(z)
  return sum(z * reshape(cos(indices(n * m)), [n, m]))
}"""


def against_noise(y):
    return (y.reshape(-1) * torch.cos(torch.arange(y.numel(), dtype=torch.float64))).sum() if y.ndim else y


def noise(count, seed, low=-1.0, high=1.0):
    """`count` numbers in [low, high), rounded to f32, as f64."""
    state, out = seed % MASK, np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % MASK
        out[i] = low + (high - low) * (state / MASK)
    return torch.from_numpy(out.astype(np.float32).astype(np.float64))


def seed_of(name, case):
    """FNV-1a of `name#case`."""
    state = 2166136261
    for byte in f"{name}#{case}".encode():
        state = ((state ^ byte) * 16777619) % MASK
    return state


class Draw:
    """Options of one case."""

    def __init__(self, seed):
        self.values = iter(noise(64, seed, 0.0, 1.0)[8:].tolist())

    def whole(self, low, high):
        return low + int(next(self.values) * (high - low + 1))

    def one(self, *choices):
        return choices[self.whole(0, len(choices) - 1)]


def real(*shape):
    return ("real", shape)


def index(bound, *shape):
    return ("index", shape, bound)


def mask(*shape):
    """True for about two of three; the first along the last axis always is."""
    return ("mask", shape)


def value(name, case, kind, shape, bound=0):
    count = int(np.prod(shape))
    if kind == "index":
        return (noise(count, seed_of(name, case), 0, 1) * bound).floor().long().reshape(shape)
    if kind == "mask":
        made = (noise(count, seed_of(name, case)) < 0.33).reshape(shape)
        made[..., 0] = True
        return made
    low, high = (0.5, 1.5) if name.endswith("var") else (-1, 1)
    return noise(count, seed_of(name, case), low, high).reshape(shape).requires_grad_()


def projection(tensor):
    flat = tensor.detach().double().reshape(-1)
    return float(f"{float(flat @ noise(len(flat), 17)):.13g}")


def family(name, model, count, make):
    """`make(draw)` gives options, sizes, values by name and a function of them to the output (or to a dict of results).

    An output gives the results `out` and `d NAME` for each real value: derivatives of sum(out * cos(0, 1, 2, ...)).
    """
    cases = []
    for number in range(1, count + 1):
        options, sizes, specs, forward = make(Draw(seed_of(name, number)))
        v = {key: value(key, number, *spec) for key, spec in specs.items()}
        out = forward(v)
        if isinstance(out, dict):
            results = out
        else:
            by = [key for key, spec in specs.items() if spec[0] == "real" and not key.endswith((".mean", ".var"))]
            gradients = torch.autograd.grad(against_noise(out), [v[key] for key in by])
            results = {"out": out, **{"d " + key: g for key, g in zip(by, gradients)}}
        cases.append({"number": number, "options": options, "sizes": sizes, "results": {key: projection(r) for key, r in results.items()}})
    os.makedirs(HERE, exist_ok=True)
    lines = ",\n".join("    " + json.dumps(case, separators=(",", ":")) for case in cases)
    text = ",\n".join("    " + json.dumps(line) for line in (model.strip() + NOISE).split("\n"))
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        file.write(f'{{\n  "model": [\n{text}\n  ],\n  "cases": [\n{lines}\n  ]\n}}\n')
    print(name, len(cases))
