"""The models in torch, by functions of nnc's parameters: Dense [in, out], Conv [kh, kw, in, out], images [N, H, W, C]."""
import numpy as np
import torch
import torch.nn.functional as F


def dense(x, p, name):
    y = x @ p[name + ".W"]
    return y + p[name + ".b"] if name + ".b" in p else y


def conv(x, p, name, stride=1):
    W = p[name + ".W"]
    return F.conv2d(x, W.permute(3, 2, 0, 1), p.get(name + ".b"), stride=stride, padding=(W.shape[0] - 1) // 2)


def charlm(p, text, next):
    x = F.embedding(text, p["embedding1.E"])
    W, b = p["lstm1.gates.W"], p["lstm1.gates.b"]

    def torch_order(gates):
        i, f, o, g = gates.chunk(4, -1)
        return torch.cat([i, f, g, o], -1)

    e, units = x.shape[2], W.shape[1] // 4
    start = x.new_zeros(1, x.shape[0], units)
    W, b = torch_order(W), torch_order(b)
    h = torch.lstm(x, (start, start), [W[:e].t(), W[e:].t(), b, torch.zeros_like(b)], True, 1, 0.0, False, False, True)[0]
    return F.cross_entropy(dense(h, p, "dense1").flatten(0, 1), next.flatten())


def gpt(p, text, next):
    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], p[name + ".gamma"], p[name + ".beta"])

    def attend(x, name):
        parts = [f"{name}.dense{k}" for k in (1, 2, 3)]
        into = torch.cat([p[part + ".W"].t() for part in parts])
        shift = torch.cat([p[part + ".b"] for part in parts])
        x, t, e = x.transpose(0, 1), x.shape[1], x.shape[2]
        later = torch.ones(t, t).triu(1).bool()
        y, _ = F.multi_head_attention_forward(
            x, x, x, e, 2, into, shift, None, None, False, 0.0, p[name + ".dense4.W"].t(), p[name + ".dense4.b"], need_weights=False, attn_mask=later)
        return y.transpose(0, 1)

    x = F.embedding(text, p["embedding1.E"]) + p["place"]
    for k in (1, 2):
        x = x + attend(norm(x, f"block{k}.layernorm1"), f"block{k}.selfattention1")
        x = x + dense(F.gelu(dense(norm(x, f"block{k}.layernorm2"), p, f"block{k}.dense1")), p, f"block{k}.dense2")
    return F.cross_entropy(dense(norm(x, "layernorm1"), p, "dense1").flatten(0, 1), next.flatten())


def unet(p, image, mask):
    def twice(x, k):
        for part in ("conv1", "conv2"):
            x = torch.relu(conv(x, p, f"net.twice{k}.{part}"))
        return x

    def up(x):
        return F.interpolate(x, scale_factor=2, mode="nearest")

    level1 = twice(image.permute(0, 3, 1, 2), 1)
    level2 = twice(F.max_pool2d(level1, 2), 2)
    bottom = twice(F.max_pool2d(level2, 2), 3)
    up2 = twice(torch.cat([conv(up(bottom), p, "net.conv1"), level2], 1), 4)
    up1 = twice(torch.cat([conv(up(up2), p, "net.conv2"), level1], 1), 5)
    return F.binary_cross_entropy_with_logits(conv(up1, p, "net.conv3")[:, 0], (mask + 1) / 2)


def siamese(p, anchor, positive, negative):
    def encode(x):
        h = F.max_pool2d(torch.relu(conv(x.permute(0, 3, 1, 2), p, "encode.conv1", 2)), 2)
        z = dense(torch.relu(conv(h, p, "encode.conv2")).mean((2, 3)), p, "encode.dense1")
        return z / torch.sqrt((z**2).sum(1, keepdim=True) + 1e-8)

    near = ((encode(anchor) - encode(positive)) ** 2).sum(1)
    far = ((encode(anchor) - encode(negative)) ** 2).sum(1)
    return torch.relu(near - far + 0.5).mean()


def speech(p, frame, word, frames, length):
    def torch_order(gates):
        i, f, o, g = gates.chunk(4, -1)
        return torch.cat([i, f, g, o], -1)

    weights = []
    e = frame.shape[2]
    for k in (1, 2):
        W, b = (torch_order(p[f"bilstm1.lstm{k}.gates.{part}"]) for part in ("W", "b"))
        weights += [W[:e].t(), W[e:].t(), b, torch.zeros_like(b)]
    start = frame.new_zeros(2, frame.shape[0], 4)
    h = torch.lstm(frame, (start, start), weights, True, 1, 0.0, False, True, True)[0]
    h = F.layer_norm(h, (8,), p["layernorm1.gamma"], p["layernorm1.beta"])
    logs = F.log_softmax(dense(h, p, "dense1"), -1).transpose(0, 1)
    return F.ctc_loss(logs, word + 1, frames + 1, length + 1, reduction="none", zero_infinity=True).mean()


def dates(p, source, said, next):
    """Encoder with a GRU from each end, decoder with additive attention, by the equations of Cho et al. 2014 and Bahdanau et al. 2015."""
    def gru(x, h, gates, candidate):
        u, r = torch.sigmoid(dense(torch.cat([x, h], 1), p, gates)).chunk(2, 1)
        return u * torch.tanh(dense(torch.cat([x, r * h], 1), p, candidate)) + (1 - u) * h

    valid = source > 0
    x = F.embedding(source, p["embedding1.E"])

    def read(name, order):
        h, states = x.new_zeros(x.shape[0], 4), {}
        for t in order:
            h = torch.where(valid[:, t, None], gru(x[:, t], h, name + ".gates", name + ".candidate"), h)
            states[t] = h
        return torch.stack([states[t] for t in range(x.shape[1])], 1)

    keys = torch.cat([read("gru1", range(x.shape[1])), read("gru2", reversed(range(x.shape[1])))], 2)
    known = dense(keys, p, "writer1.dense1")
    words = F.embedding(said, p["writer1.embedding1.E"])
    h = torch.tanh(dense(keys.mean(1), p, "dense1"))
    logits = []
    for t in range(said.shape[1]):
        score = torch.tanh(dense(h, p, "writer1.query")[:, None] + known) @ p["writer1.v"]
        weight = score.masked_fill(~valid, -np.inf).softmax(1)
        context = torch.einsum("ns,nse->ne", weight, keys)
        h = gru(torch.cat([words[:, t], context], 1), h, "writer1.cell.dense1", "writer1.cell.dense2")
        logits.append(dense(torch.cat([h, context], 1), p, "writer1.dense2"))
    return F.cross_entropy(torch.stack(logits, 1).flatten(0, 1), next.flatten())


running = {}


def maker(p, z):
    h = torch.relu(dense(z, p, "maker.dense1")).reshape(-1, 2, 2, 3).permute(0, 3, 1, 2)

    def up(x, name):
        return F.conv_transpose2d(x, p[name + ".W"].permute(2, 3, 0, 1), p.get(name + ".b"), stride=2, padding=1)

    mean, var = running.setdefault("maker", (h.new_zeros(3), h.new_ones(3)))
    h = F.batch_norm(up(h, "maker.convtranspose1"), mean, var, p["maker.batchnorm1.gamma"], p["maker.batchnorm1.beta"], training=True, momentum=0.1, eps=1e-5)
    return torch.tanh(up(torch.relu(h), "maker.convtranspose2"))


def judge(p, x):
    for k in (1, 2):
        x = F.leaky_relu(conv(x, p, f"judge.conv{k}", 2), 0.2)
    return dense(x.permute(0, 2, 3, 1).flatten(1), p, "judge.dense1")[:, 0]


def judged(p, z, image):
    real, fake = judge(p, image.permute(0, 3, 1, 2)), judge(p, maker(p, z).detach())
    return F.binary_cross_entropy_with_logits(real, torch.ones_like(real)) + F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))


def made(p, z, image):
    fake = judge(p, maker(p, z))
    return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))


def style(p, content, style):
    def features(x):
        first = torch.relu(conv(x, p, "features.conv1"))
        return first, torch.relu(conv(F.avg_pool2d(first, 2), p, "features.conv2"))

    def gram(x):
        x = x.flatten(2)
        return x @ x.transpose(1, 2) / x.shape[2]

    def styles(x, y):
        return ((gram(x) - gram(y)) ** 2).sum() / (2 * x.shape[1]) ** 2

    batch = len(content)
    image = p["image"].permute(2, 0, 1).expand(batch, -1, -1, -1)
    drawn, wanted, painted = (features(x) for x in (image, content.permute(0, 3, 1, 2), style.permute(0, 3, 1, 2)))
    rough = (image[:, :, 1:] - image[:, :, :-1]).square().mean() + (image[:, :, :, 1:] - image[:, :, :, :-1]).square().mean()
    return ((drawn[1] - wanted[1]).square().sum() / 2 + 1e3 * sum(styles(x, y) for x, y in zip(drawn, painted)) + rough) / batch


def resnet(p, image, label):
    def unit(x, name, stride=1):
        x = conv(x, p, name + ".conv1", stride)
        mean, var = running.setdefault(name, (x.new_zeros(x.shape[1]), x.new_ones(x.shape[1])))
        return F.batch_norm(x, mean, var, p[name + ".batchnorm1.gamma"], p[name + ".batchnorm1.beta"], training=True, momentum=0.1, eps=1e-5)

    x = F.max_pool2d(torch.relu(unit(image.permute(0, 3, 1, 2), "stem.unit1", 2)), 3, 2, 1)
    for k, stride in ((1, 1), (2, 2)):
        name = f"stem.residual{k}"
        f = unit(torch.relu(unit(x, name + ".unit1", stride)), name + ".unit2")
        x = torch.relu(f + (x if stride == 1 else unit(x, name + ".unit3", stride)))
    return F.cross_entropy(dense(x.mean((2, 3)), p, "dense1"), label)


def pooled(x, window, stride, same=False):
    return F.max_pool2d(x, window, stride, ceil_mode=same)


def classified(x, p, *layers):
    """Dense layers with relu between them, on the pixels in the order of nnc."""
    x = x.permute(0, 2, 3, 1).flatten(1)
    for name in layers[:-1]:
        x = torch.relu(dense(x, p, name))
    return dense(x, p, layers[-1])


def alexnet(p, image, label):
    def step(x, k, stride=1, padding=1):
        W = p[f"features.conv{k}.W"]
        return torch.relu(F.conv2d(x, W.permute(3, 2, 0, 1), p[f"features.conv{k}.b"], stride=stride, padding=padding))

    def norm(x):
        return F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=1)

    x = pooled(norm(step(image.permute(0, 3, 1, 2), 1, 4, 0)), 3, 2)
    x = pooled(norm(step(x, 2, 1, 2)), 3, 2)
    x = pooled(step(step(step(x, 3), 4), 5), 3, 2)
    return F.cross_entropy(classified(x, p, "head.dense1", "head.dense2", "head.dense3"), label)


def vgg(p, image, label):
    x = image.permute(0, 3, 1, 2)
    for block in (["two1.conv1", "two1.conv2"], ["two2.conv1", "two2.conv2"], ["three1.conv1", "three1.two1.conv1", "three1.two1.conv2"]):
        for name in block:
            x = torch.relu(conv(x, p, "net." + name))
        x = pooled(x, 2, 2)
    return F.cross_entropy(classified(x, p, "net.dense1", "net.dense2", "net.dense3"), label)


def inception(p, image, label):
    def block(x, name):
        def step(y, k):
            return torch.relu(conv(y, p, f"{name}.conv{k}"))

        return torch.cat([step(x, 1), step(step(x, 2), 3), step(step(x, 4), 5), step(F.max_pool2d(x, 3, 1, 1), 6)], 1)

    def side(x, name):
        x = torch.relu(conv(F.avg_pool2d(x, 3, 3), p, name + ".conv1"))
        return F.cross_entropy(classified(x, p, name + ".dense1", name + ".dense2"), label)

    early = block(pooled(torch.relu(conv(image.permute(0, 3, 1, 2), p, "conv1")), 3, 2, same=True), "inception1")
    middle = block(early, "inception2")
    late = block(pooled(middle, 3, 2, same=True), "inception3")
    nll = F.cross_entropy(dense(late.mean((2, 3)), p, "dense1"), label)
    return {"nll": (nll, 1), "side1": (side(early, "sideoutput1"), 0.3), "side2": (side(middle, "sideoutput2"), 0.3)}


def yolo(p, image, there, box, kind):
    x = image.permute(0, 3, 1, 2)
    for k in (1, 2):
        x = pooled(F.leaky_relu(conv(x, p, f"unit{k}.conv1"), 0.1), 2, 2)
    raw = conv(x, p, "conv1").permute(0, 2, 3, 1).reshape(*there.shape, 8)
    there = there.double()
    object = F.binary_cross_entropy_with_logits(raw[..., 0], there, reduction="none")
    square = F.mse_loss(raw[..., 1:5], box, reduction="none").sum(-1)
    cross = F.cross_entropy(raw[..., 5:].flatten(0, 3), kind.flatten(), reduction="none").reshape(there.shape)
    return (torch.where(there > 0, object + 5 * square + cross, 0.5 * object)).sum() / len(image)


def l2(p, prefix):
    return sum((w**2).sum() for name, w in p.items() if name.startswith(prefix) and w.ndim >= 2) / 2
