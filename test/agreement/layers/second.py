"""Second derivatives: those of a gradient penalty sum((d L / d x)^2), as in a WGAN, against torch's double backward."""
import torch
import torch.nn.functional as F

from common import against_noise, family, mask, real


def model(inputs, net, call, trained=True):
    lines = "\n".join(f"  input {i}" for i in inputs)
    return f"""
model Case {{
{lines}
  {net}
  y = {call}
  slope = grad(against_noise(y), x)
  loss L = sum(slope^2)
  {"metric" if trained else "output"} out = slope
  {"metric" if trained else "output"} d_x = grad(L, x)
  {"train { minimize L using sgd(lr: 1) }" if trained else ""}
}}
"""


def penalty(forward, v):
    y = forward(v)
    slope, = torch.autograd.grad(against_noise(y), v["x"], create_graph=True)
    by = [name for name in v if v[name].requires_grad]
    found = torch.autograd.grad((slope**2).sum(), [v[name] for name in by], allow_unused=True)
    return {"out": slope, **{"d " + name: torch.zeros_like(v[name]) if g is None else g for name, g in zip(by, found)}}


def add(name, text, options, sizes, specs, forward):
    def make(draw):
        o, s = options(draw), sizes(draw)
        return o, s, specs(o, s), lambda v: penalty(lambda v: forward(v, o), v)
    family("second-" + name, text, 10, make)


def critic(v, o):
    h = F.conv2d(v["x"].permute(0, 3, 1, 2).contiguous(), v["net.W"].permute(3, 2, 0, 1).contiguous(), v["net.b"], stride=o["stride"], padding=1)
    return F.avg_pool2d(torch.tanh(h), 2).permute(0, 2, 3, 1)


def plain(*names):
    return lambda draw: {name: draw.whole(1, 3) for name in names}


def norm(v, o):
    return torch.tanh(F.layer_norm(v["x"], v["x"].shape[-1:], v["net.gamma"], v["net.beta"], 0.1))


def batch_norm(v, o):
    return torch.tanh(F.batch_norm(v["x"], None, None, v["net.gamma"], v["net.beta"], True, 0.1, 0.1))


def attention(v, o):
    q, k, u = (v["x"] @ v[f"net.dense{i}.W"] + v[f"net.dense{i}.b"] for i in (1, 2, 3))
    t, e = v["x"].shape[1:]
    later = torch.ones(t, t).triu(1).bool()
    weight = torch.softmax((q @ k.transpose(1, 2) / e**0.5).masked_fill(later, -torch.inf), -1)
    return weight @ u @ v["net.dense4.W"] + v["net.dense4.b"]


def lstm(v, o):
    x = v["x"]
    c = h = x.new_zeros(x.shape[0], o["units"])
    out = []
    for t in range(x.shape[1]):
        i, f, o_, g = (torch.cat([x[:, t], h], 1) @ v["net.gates.W"] + v["net.gates.b"]).chunk(4, 1)
        there = v["mask"][:, t, None]
        c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h_new = torch.sigmoid(o_) * torch.tanh(c_new)
        c, h = torch.where(there, c_new, c), torch.where(there, h_new, h)
        out.append(h)
    return torch.stack(out, 1)


def denses(e):
    return {key: spec for i in (1, 2, 3, 4) for key, spec in ((f"net.dense{i}.W", real(e, e)), (f"net.dense{i}.b", real(e)))}


add("conv", model(["x: [N, H, W, $c]"], "net = Conv($f, 3, stride: $stride, pad: 1)", "avg_pool(2)(tanh(net(x)))"),
    lambda draw: {"c": draw.whole(1, 2), "f": draw.whole(1, 3), "stride": draw.whole(1, 2)},
    lambda draw: {"N": draw.whole(1, 2), "H": draw.whole(4, 6), "W": draw.whole(4, 6)},
    lambda o, s: {"x": real(*s.values(), o["c"]), "net.W": real(3, 3, o["c"], o["f"]), "net.b": real(o["f"])}, critic)
add("layer-norm", model(["x: [N, $c]"], "net = LayerNorm(eps: 0.1)", "tanh(net(x))"),
    lambda draw: {"c": draw.whole(2, 5)}, plain("N"),
    lambda o, s: {"x": real(s["N"], o["c"]), "net.gamma": real(o["c"]), "net.beta": real(o["c"])}, norm)
add("batch-norm", model(["x: [N, $c]"], "net = BatchNorm(eps: 0.1)", "tanh(net(x))"),
    plain("c"), lambda draw: {"N": draw.whole(2, 5)},
    lambda o, s: {"x": real(s["N"], o["c"]), "net.gamma": real(o["c"]), "net.beta": real(o["c"])}, batch_norm)
add("self-attention", model(["x: [N, T, $c]"], "net = SelfAttention(1, causal: true)", "net(x)"),
    plain("c"), plain("N", "T"), lambda o, s: {"x": real(*s.values(), o["c"]), **denses(o["c"])}, attention)
add("lstm", model(["x: [N, T, $c]", "mask: bool[N, T]"], "net = LSTM($units)", "net(x, mask)"),
    plain("c", "units"), plain("N", "T"),
    lambda o, s: {"x": real(*s.values(), o["c"]), "mask": mask(*s.values()), "net.gates.W": real(o["c"] + o["units"], 4 * o["units"]), "net.gates.b": real(4 * o["units"])}, lstm)
for name, expression, forward in (
    ("max-pool", "max_pool(2)(x^3)", lambda v, o: F.max_pool2d((v["x"] ** 3).permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)),
    ("gelu", "gelu(3 * x)", lambda v, o: F.gelu(3 * v["x"])),
    ("softmax", "softmax(3 * x)", lambda v, o: torch.softmax(3 * v["x"], -1)),
    ("log-softmax", "log_softmax(3 * x)", lambda v, o: torch.log_softmax(3 * v["x"], -1)),
):
    add(name, model(["x: [N, H, W, $c]"], "", expression, False), plain("c"), lambda draw: {"N": draw.whole(1, 2), "H": draw.whole(2, 4), "W": draw.whole(2, 4)},
        lambda o, s: {"x": real(*s.values(), o["c"])}, forward)
