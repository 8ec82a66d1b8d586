"""Writes test/std/vectors/*.json: values and gradients of PyTorch in float64, for random cases. Run where torch is installed."""
import json
import pathlib
import random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
folder = pathlib.Path(__file__).parent / "vectors"


def flat(t):
    return [float("%.11g" % v) for v in t.detach().contiguous().reshape(-1).tolist()]


def tensor(*shape):
    return (torch.randn(*shape) * 4).round() / 4


def images(x):
    """Channels last to channels first."""
    return x.movedim(-1, 1)


def last(y):
    return y.movedim(1, -1)


def write(name, make, count=50):
    torch.manual_seed(1)
    random.seed(1)
    cases = [make() for _ in range(count)]
    (folder / f"{name}.json").write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


def case(options, inputs, result):
    """The gradient is that of the sum of sin(result)."""
    names = list(inputs)
    tensors = [inputs[n] for n in names]
    grads = torch.autograd.grad(torch.sin(result).sum(), tensors)
    return {
        "options": options,
        "inputs": {n: {"shape": list(t.shape), "data": flat(t)} for n, t in inputs.items()},
        "result": {"shape": list(result.shape), "data": flat(result)},
        "gradients": {n: flat(g) for n, g in zip(names, grads)},
    }


def ctc():
    n, t, k, l = random.randint(1, 2), random.randint(1, 6), random.randint(2, 4), random.randint(1, 3)
    logits = tensor(n, t, k).requires_grad_()
    label = torch.randint(1, k, (n, l))
    frames = torch.randint(1, t + 1, (n,))
    length = torch.randint(1, l + 1, (n,))
    loss = F.ctc_loss(F.log_softmax(logits, -1).transpose(0, 1), label, frames, length, reduction="none", zero_infinity=True)
    return case({"label": label.tolist(), "frames": frames.tolist(), "length": length.tolist()}, {"logits": logits}, loss)


def transposed():
    size, stride = random.randint(1, 4), random.randint(1, 3)
    pad, c, o = random.randint(0, min(size - 1, 1)), random.randint(1, 3), random.randint(1, 3)
    x, w = tensor(1, 3, 3, c).requires_grad_(), tensor(size, size, c, o).requires_grad_()
    y = F.conv_transpose2d(images(x), w.permute(2, 3, 0, 1).contiguous(), stride=stride, padding=pad)
    return case({"stride": stride, "pad": pad}, {"x": x, "w": w}, last(y))


def grouped():
    size, stride, dilation, groups = random.randint(1, 2), random.randint(1, 2), random.randint(1, 2), random.choice([1, 2, 3])
    c, o, pad = groups * random.randint(1, 2), groups * random.randint(1, 2), random.randint(0, 2)
    x, w = tensor(1, 4, 5, c).requires_grad_(), tensor(size, size, c // groups, o).requires_grad_()
    y = F.conv2d(images(x), w.permute(3, 2, 0, 1).contiguous(), stride=stride, padding=pad, dilation=dilation, groups=groups)
    return case({"stride": stride, "pad": pad, "dilation": dilation, "groups": groups}, {"x": x, "w": w}, last(y))


def group_norm():
    groups = random.choice([1, 2, 3])
    c = groups * random.randint(1, 2)
    x = (tensor(2, 2, 3, c) + torch.arange(3).reshape(3, 1) / 7).detach().requires_grad_()
    gamma, beta = tensor(c).requires_grad_(), tensor(c).requires_grad_()
    y = F.group_norm(images(x), groups, gamma, beta)
    return case({"groups": groups}, {"x": x, "gamma": gamma, "beta": beta}, last(y))


def layer_norm():
    c = random.randint(2, 6)
    x = (tensor(3, c) + torch.arange(c) / 7).detach().requires_grad_()
    gamma, beta = tensor(c).requires_grad_(), tensor(c).requires_grad_()
    return case({}, {"x": x, "gamma": gamma, "beta": beta}, F.layer_norm(x, (c,), gamma, beta))


def pooled():
    rows, columns = random.randint(1, 5), random.randint(1, 5)
    x = tensor(1, random.randint(2, 6), random.randint(2, 6), 2).requires_grad_()
    return case({"rows": rows, "columns": columns}, {"x": x}, last(F.adaptive_avg_pool2d(images(x), (rows, columns))))


def lstm():
    """torch.nn.LSTM with the weights of one matrix [x, h] to the gates i, f, o, g."""
    e, u = random.randint(1, 3), random.randint(1, 3)
    x, w, b = tensor(2, random.randint(1, 4), e).requires_grad_(), tensor(e + u, 4 * u).requires_grad_(), tensor(4 * u).requires_grad_()
    i, f, o, g = range(u), range(u, 2 * u), range(2 * u, 3 * u), range(3 * u, 4 * u)
    order = [*i, *f, *g, *o]
    weights = [w[:e, order].T.contiguous(), w[e:, order].T.contiguous(), b[order], torch.zeros(4 * u)]
    zero = torch.zeros(1, 2, u)
    y = torch._VF.lstm(x, (zero, zero), weights, True, 1, 0.0, False, False, True)[0]
    return case({"units": u}, {"x": x, "w": w, "b": b}, y)


def boxes(n, r, h, w):
    """Corners x0, y0, x1, y1 within an image, at least a pixel wide."""
    low = torch.rand(n, r, 2) * torch.tensor([w - 2.5, h - 2.5])
    size = 1.1 + torch.rand(n, r, 2) * (torch.tensor([w - 1.2, h - 1.2]) - low - 1.1)
    return torch.cat([low, low + size], -1)


def align():
    """Bilinear samples by grid_sample, their mean by avg_pool2d."""
    rows, columns, samples, h, w = random.randint(1, 3), random.randint(1, 3), random.randint(1, 2), random.randint(4, 6), random.randint(4, 6)
    x, box = tensor(1, h, w, 2).requires_grad_(), boxes(1, 2, h, w).requires_grad_()
    pooled = []
    for x0, y0, x1, y1 in box[0]:
        v = x0 + (torch.arange(columns * samples) + 0.5) * (x1 - x0) / (columns * samples)
        u = y0 + (torch.arange(rows * samples) + 0.5) * (y1 - y0) / (rows * samples)
        grid = torch.stack(torch.meshgrid(2 * v / (w - 1) - 1, 2 * u / (h - 1) - 1, indexing="xy"), -1)
        pooled.append(F.avg_pool2d(F.grid_sample(images(x), grid[None], padding_mode="border", align_corners=True), samples))
    y = torch.cat(pooled).movedim(1, -1)[None]
    return case({"rows": rows, "columns": columns, "samples": samples}, {"x": x, "box": box}, y)


def region_max():
    rows, columns, h, w = random.randint(1, 3), random.randint(1, 3), random.randint(4, 6), random.randint(4, 6)
    x, box = torch.randn(1, h, w, 2).requires_grad_(), boxes(1, 2, h, w).round()
    parts = [F.adaptive_max_pool2d(images(x)[:, :, int(y0):int(y1) + 1, int(x0):int(x1) + 1], (rows, columns)) for x0, y0, x1, y1 in box[0]]
    return case({"rows": rows, "columns": columns, "box": box.tolist()}, {"x": x}, torch.cat(parts).movedim(1, -1)[None])


def attention():
    heads, e = random.choice([(1, 2), (2, 2), (2, 4)])
    x, keys = tensor(2, random.randint(1, 3), e).requires_grad_(), tensor(2, random.randint(2, 3), e).requires_grad_()
    w, b = (tensor(4, e, e) / 2).requires_grad_(), tensor(4, e).requires_grad_()
    valid = torch.rand(2, keys.shape[1]) < 0.7
    valid[:, 0] = True
    out = F.multi_head_attention_forward(
        x.transpose(0, 1), keys.transpose(0, 1), keys.transpose(0, 1), e, heads, w[:3].transpose(1, 2).reshape(3 * e, e), b[:3].reshape(-1),
        None, None, False, 0.0, w[3].T, b[3], training=False, key_padding_mask=~valid, need_weights=False,
    )[0].transpose(0, 1)
    return case({"heads": heads, "valid": valid.int().tolist()}, {"x": x, "keys": keys, "w": w, "b": b}, out)


for name, make in {"ctc": ctc, "lstm": lstm, "transposed": transposed, "grouped": grouped, "group-norm": group_norm, "layer-norm": layer_norm, "adaptive-pool": pooled, "roi-align": align, "roi-max": region_max, "attention": attention}.items():
    write(name, make)
