"""Makes vectors/*: 20 training steps of small models in PyTorch, in float64; losses and final weights.

Run with Debian's own Python: apt-get install python3-torch; python3 test/agreement/training/vectors.py
"""
import json
import os
import sys

import numpy as np
import torch

from models import alexnet, charlm, dates, gpt, inception, judged, l2, made, resnet, running, siamese, speech, style, unet, vgg, yolo

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "layers"))
from common import noise, seed_of  # noqa: E402

STEPS, BATCHES = 20, 3
torch.set_num_threads(1)


def parameter(name, shape):
    """Uniform in +-sqrt(3 / fan_in); biases in +-0.1, gains around 1."""
    limit = float(np.sqrt(3 / np.prod(shape[:-1]))) if len(shape) >= 2 else 0.1
    middle = 1 if name.endswith("gamma") else 0
    values = noise(int(np.prod(shape)), seed_of(name, 1), middle - limit, middle + limit)
    return values.reshape(shape).clone().requires_grad_(True)


def given(name, batch, shape, bound):
    count = int(np.prod(shape))
    if bound:
        return (noise(count, seed_of(name, batch), 0, 1) * bound).floor().long().reshape(shape)
    return noise(count, seed_of(name, batch)).reshape(shape)


def adamw(p):
    groups = [{"params": [w for w in p.values() if (w.ndim >= 2) == matrix], "weight_decay": decay} for matrix, decay in ((True, 0.1), (False, 0))]
    steps = torch.optim.AdamW(groups, lr=2e-3)
    return steps, torch.optim.lr_scheduler.LambdaLR(steps, lambda t: min((t + 1) / 10, 1))


def blocks():
    shapes = {"place": [7, 8], "embedding1.E": [11, 8]}
    for block in ("block1.", "block2."):
        shapes.update({f"{block}layernorm{k}.{part}": [8] for k in (1, 2) for part in ("gamma", "beta")})
        for k in (1, 2, 3, 4):
            shapes.update({f"{block}selfattention1.dense{k}.W": [8, 8], f"{block}selfattention1.dense{k}.b": [8]})
        shapes.update({block + "dense1.W": [8, 32], block + "dense1.b": [32], block + "dense2.W": [32, 8], block + "dense2.b": [8]})
    return {**shapes, "layernorm1.gamma": [8], "layernorm1.beta": [8], "dense1.W": [8, 11]}


def convolutions(sizes):
    return {key: shape for name, (k, i, o) in sizes.items() for key, shape in ((f"net.{name}.W", [k, k, i, o]), (f"net.{name}.b", [o]))}


def units(sizes):
    shapes = {}
    for name, (k, i, o) in sizes.items():
        shapes.update({f"stem.{name}.conv1.W": [k, k, i, o], f"stem.{name}.batchnorm1.gamma": [o], f"stem.{name}.batchnorm1.beta": [o]})
    return {**shapes, "dense1.W": [6, 5], "dense1.b": [5]}


def layers(convolutions, dense):
    shapes = {key: shape for name, (k, i, o) in convolutions.items() for key, shape in ((name + ".W", [k, k, i, o]), (name + ".b", [o]))}
    return {**shapes, **{key: shape for name, (i, o) in dense.items() for key, shape in ((name + ".W", [i, o]), (name + ".b", [o]))}}


def branches(name, i, c1, r3, c3, r5, c5, pool):
    sizes = [(1, i, c1), (1, i, r3), (3, r3, c3), (1, i, r5), (5, r5, c5), (1, i, pool)]
    return {f"{name}.conv{k}": size for k, size in enumerate(sizes, 1)}


def falling(p):
    steps = torch.optim.Adam(p.values(), lr=1)
    return steps, torch.optim.lr_scheduler.LambdaLR(steps, lambda t: 1e-3 + (2e-2 - 1e-3) * (1 + np.cos(np.pi * min(t + 1, 15) / 15)) / 2)


def no_penalty(p):
    return 0


# The loss of each phase, inputs (shape and bound), parameters, optimizer, largest norm of the gradients, penalty.
models = {
    "charlm": ({"nll": charlm}, {"text": ([4, 6], 11), "next": ([4, 6], 11)},
               {"embedding1.E": [11, 6], "lstm1.gates.W": [16, 40], "lstm1.gates.b": [40], "dense1.W": [10, 11], "dense1.b": [11]},
               lambda p: (torch.optim.Adam(p.values(), lr=2e-2), None), 0.2, no_penalty),
    "gpt": ({"nll": gpt}, {"text": ([4, 7], 11), "next": ([4, 7], 11)}, blocks(), adamw, 1, no_penalty),
    "unet": ({"nll": unet}, {"image": ([2, 4, 8, 1], 0), "mask": ([2, 4, 8], 0)},
             convolutions({"twice1.conv1": (3, 1, 2), "twice1.conv2": (3, 2, 2), "twice2.conv1": (3, 2, 4), "twice2.conv2": (3, 4, 4),
                           "twice3.conv1": (3, 4, 8), "twice3.conv2": (3, 8, 8), "conv1": (3, 8, 4), "twice4.conv1": (3, 8, 4),
                           "twice4.conv2": (3, 4, 4), "conv2": (3, 4, 2), "twice5.conv1": (3, 4, 2), "twice5.conv2": (3, 2, 2), "conv3": (1, 2, 1)}),
             lambda p: (torch.optim.Adam(p.values(), lr=5e-3), None), None, no_penalty),
    "resnet": ({"nll": resnet}, {"image": ([4, 16, 16, 3], 0), "label": ([4], 5)},
               units({"unit1": (7, 3, 4), "residual1.unit1": (3, 4, 4), "residual1.unit2": (3, 4, 4), "residual2.unit1": (3, 4, 6),
                      "residual2.unit2": (3, 6, 6), "residual2.unit3": (1, 4, 6)}),
               lambda p: (torch.optim.SGD(p.values(), lr=0.05, momentum=0.9), None), None, lambda p: 1e-3 * l2(p, "stem.")),
    "alexnet": ({"nll": alexnet}, {"image": ([2, 67, 67, 3], 0), "label": ([2], 5)},
                layers({f"features.conv{k}": size for k, size in enumerate([(11, 3, 4), (5, 4, 6), (3, 6, 8), (3, 8, 8), (3, 8, 6)], 1)},
                       {"head.dense1": (6, 8), "head.dense2": (8, 8), "head.dense3": (8, 5)}),
                lambda p: (torch.optim.SGD(p.values(), lr=0.05, momentum=0.9), None), None, lambda p: 5e-4 * l2(p, "")),
    "vgg": ({"nll": vgg}, {"image": ([4, 8, 8, 3], 0), "label": ([4], 5)},
            layers({"net.two1.conv1": (3, 3, 4), "net.two1.conv2": (3, 4, 4), "net.two2.conv1": (3, 4, 6), "net.two2.conv2": (3, 6, 6),
                    "net.three1.conv1": (3, 6, 8), "net.three1.two1.conv1": (3, 8, 8), "net.three1.two1.conv2": (3, 8, 8)},
                   {"net.dense1": (8, 8), "net.dense2": (8, 8), "net.dense3": (8, 5)}),
            lambda p: (torch.optim.Adam(p.values(), lr=5e-3), None), None, lambda p: 5e-4 * l2(p, "")),
    "inception": ({"nll": inception}, {"image": ([4, 12, 12, 3], 0), "label": ([4], 5)},
                  layers({"conv1": (3, 3, 4), **branches("inception1", 4, 2, 2, 3, 1, 2, 2), **branches("inception2", 9, 2, 3, 4, 2, 2, 2),
                          **branches("inception3", 10, 3, 2, 4, 2, 3, 2), "sideoutput1.conv1": (1, 9, 3), "sideoutput2.conv1": (1, 10, 3)},
                         {"dense1": (12, 5), **{f"sideoutput{k}.dense{part}": size for k in (1, 2) for part, size in ((1, (12, 6)), (2, (6, 5)))}}),
                  lambda p: (torch.optim.SGD(p.values(), lr=0.05, momentum=0.9), None), None, no_penalty),
    "yolo": ({"nll": yolo}, {"image": ([3, 12, 12, 2], 0), "there": ([3, 3, 3, 2], 2), "box": ([3, 3, 3, 2, 4], 0), "kind": ([3, 3, 3, 2], 3)},
             layers({"unit1.conv1": (3, 2, 4), "unit2.conv1": (3, 4, 6), "conv1": (1, 6, 16)}, {}),
             lambda p: (torch.optim.Adam(p.values(), lr=5e-3), None), None, no_penalty),
    "siamese": ({"nll": siamese}, {name: ([4, 12, 12, 2], 0) for name in ("anchor", "positive", "negative")},
                {"encode.conv1.W": [5, 5, 2, 4], "encode.conv1.b": [4], "encode.conv2.W": [3, 3, 4, 6], "encode.conv2.b": [6], "encode.dense1.W": [6, 5], "encode.dense1.b": [5]},
                lambda p: (torch.optim.Adam(p.values(), lr=1e-3), None), None, no_penalty),
    "speech": ({"nll": speech}, {"frame": ([3, 9, 4], 0), "word": ([3, 3], 5), "frames": ([3], 9), "length": ([3], 3)},
               {"bilstm1.lstm1.gates.W": [8, 16], "bilstm1.lstm1.gates.b": [16], "bilstm1.lstm2.gates.W": [8, 16], "bilstm1.lstm2.gates.b": [16],
                "layernorm1.gamma": [8], "layernorm1.beta": [8], "dense1.W": [8, 6], "dense1.b": [6]},
               lambda p: (torch.optim.RMSprop(p.values(), lr=1e-2), None), None, no_penalty),
    "dates": ({"nll": dates}, {"source": ([4, 6], 9), "said": ([4, 5], 6), "next": ([4, 5], 6)},
              {"embedding1.E": [9, 5], **{f"gru{k}.{part}": shape for k in (1, 2) for part, shape in
                                         (("gates.W", [9, 8]), ("gates.b", [8]), ("candidate.W", [9, 4]), ("candidate.b", [4]))},
               "dense1.W": [8, 7], "dense1.b": [7], "writer1.v": [3], "writer1.dense1.W": [8, 3], "writer1.dense1.b": [3], "writer1.embedding1.E": [6, 5],
               "writer1.query.W": [7, 3], "writer1.cell.dense1.W": [20, 14], "writer1.cell.dense1.b": [14], "writer1.cell.dense2.W": [20, 7],
               "writer1.cell.dense2.b": [7], "writer1.dense2.W": [15, 6], "writer1.dense2.b": [6]}, falling, 0.2, no_penalty),
    "gan": ({"judged": judged, "made": made}, {"z": ([3, 4], 0), "image": ([3, 8, 8, 1], 0)},
            {"maker.dense1.W": [4, 12], "maker.dense1.b": [12], "maker.convtranspose1.W": [4, 4, 3, 3], "maker.batchnorm1.gamma": [3],
             "maker.batchnorm1.beta": [3], "maker.convtranspose2.W": [4, 4, 3, 1], "maker.convtranspose2.b": [1], "judge.conv1.W": [3, 3, 1, 3], "judge.conv1.b": [3],
             "judge.conv2.W": [3, 3, 3, 4], "judge.conv2.b": [4], "judge.dense1.W": [16, 1], "judge.dense1.b": [1]},
            lambda p: (torch.optim.Adam(p.values(), lr=1e-2, betas=(0.5, 0.999)), None), None, no_penalty),
    "style": ({"drawn": style}, {"content": ([2, 12, 16, 3], 0), "style": ([2, 10, 14, 3], 0)},
              {"image": [12, 16, 3], **layers({"features.conv1": (3, 3, 4), "features.conv2": (3, 4, 6)}, {})},
              lambda p: (torch.optim.Adam(p.values(), lr=2e-2), None), None, no_penalty),
}

# Which part is trained to make a loss smaller, where that is not all.
trained = {"judged": "judge.", "made": "maker.", "drawn": "image"}

os.makedirs(os.path.join(HERE, "vectors"), exist_ok=True)
for name, (phases, inputs, shapes, optimizer, norm, penalty) in models.items():
    p = {key: parameter(key, shape) for key, shape in shapes.items()}
    running.clear()
    optimizers = {quantity: optimizer({key: w for key, w in p.items() if key.startswith(trained.get(quantity, ""))}) for quantity in phases}
    losses, beside = [], {}
    for step in range(STEPS):
        for quantity, loss in phases.items():
            steps, schedule = optimizers[quantity]
            values = loss(p, **{key: given(key, step % BATCHES, *spec) for key, spec in inputs.items()})
            # Where there are side outputs: each loss with its weight.
            values = values if isinstance(values, dict) else {quantity: (values, 1)}
            for w in p.values():
                w.grad = None
            (sum(weight * value for value, weight in values.values()) + penalty(p)).backward()
            if norm:
                torch.nn.utils.clip_grad_norm_(p.values(), norm)
            if name == "speech":
                torch.nn.utils.clip_grad_value_(p.values(), 0.1)
            steps.step()
            if schedule:
                schedule.step()
            losses.append(values.pop(quantity)[0].item())
            for side, (value, _) in values.items():
                beside.setdefault(side, []).append(value.item())
    path = os.path.join(HERE, "vectors", name)
    stored = {**p, **{key + ".batchnorm1.mean": mean for key, (mean, _) in running.items()}}
    np.concatenate([w.detach().numpy().ravel() for w in stored.values()]).astype("<f4").tofile(path + ".f32")
    with open(path + ".json", "w") as file:
        json.dump({"shapes": {key: shape for key, (shape, _) in inputs.items()}, "phases": list(phases), "stored": list(stored), "losses": losses, **({"beside": beside} if beside else {})}, file, indent=1)
        file.write("\n")
    print(name, losses[0], losses[-1])
