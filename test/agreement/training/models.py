"""The four models in torch, by functions of nnc's parameters: Dense [in, out], Conv [kh, kw, in, out], images [N, H, W, C]."""
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


running = {}


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


def l2(p, prefix):
    return sum((w**2).sum() for name, w in p.items() if name.startswith(prefix) and w.ndim >= 2) / 2
