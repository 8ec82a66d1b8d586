"""Recurrent layers. LSTM, BiLSTM and RNN against torch's own; what torch has otherwise or not at all, as loops by hand.

torch orders the gates i, f, g, o and we i, f, o, g; its weights are transposed, and apart for x and h. Its GRU applies the
reset gate after the product with the hidden weights, ours before (Cho et al. 2014): hence a loop. It has no masks.
"""
import torch

from common import family, mask, real


def model(layer, masked):
    return f"""
model Case {{
  input x: [N, T, $e]
  {"input mask: bool[N, T]" if masked else ""}
  net = {layer}($units)
  y = net(x{", mask" if masked else ""})
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train {{ minimize L using sgd(lr: 1) }}
}}
"""


def case(shapes, masked, forward):
    """`shapes(e, u)` are those of the parameters."""
    def make(draw):
        o = {"e": draw.whole(1, 4), "units": draw.whole(1, 4)}
        n, t = draw.whole(1, 3), draw.whole(1, 6)
        specs = {"x": real(n, t, o["e"]), **({"mask": mask(n, t)} if masked else {})}
        specs.update({name: real(*shape) for name, shape in shapes(o["e"], o["units"]).items()})
        return o, {"N": n, "T": t}, specs, lambda v: forward(v, o["units"])
    return make


def torch_order(gates):
    i, f, o, g = gates.chunk(4, -1)
    return torch.cat([i, f, g, o], -1)


def torch_weights(W, b, e):
    """Ours [E + U, 4U] as torch's four."""
    W, b = torch_order(W), torch_order(b)
    return [W[:e].t(), W[e:].t(), b, torch.zeros_like(b)]


def lstm(x, W, b, units):
    start = x.new_zeros(1, x.shape[0], units)
    return torch.lstm(x, (start, start), torch_weights(W, b, x.shape[2]), True, 1, 0.0, False, False, True)[0]


def bilstm(v, units):
    x = v["x"]
    start = x.new_zeros(2, x.shape[0], units)
    weights = [w for k in (1, 2) for w in torch_weights(v[f"net.lstm{k}.gates.W"], v[f"net.lstm{k}.gates.b"], x.shape[2])]
    return torch.lstm(x, (start, start), weights, True, 1, 0.0, False, True, True)[0]


def rnn(v, units):
    x, W, b = v["x"], v["net.step.W"], v["net.step.b"]
    e = x.shape[2]
    weights = [W[:e].t(), W[e:].t(), b, torch.zeros_like(b)]
    return torch.rnn_tanh(x, x.new_zeros(1, x.shape[0], units), weights, True, 1, 0.0, False, False, True)[0]


def loop(cell, states):
    """`cell(x, states, v)` gives the new states, the output last; where the mask is false the old ones stay."""
    def forward(v, units):
        x = v["x"]
        now, out = [x.new_zeros(x.shape[0], units)] * states, []
        for t in range(x.shape[1]):
            new = cell(x[:, t], now, v)
            if "mask" in v:
                new = [torch.where(v["mask"][:, t, None], a, b) for a, b in zip(new, now)]
            now = new
            out.append(now[-1])
        return torch.stack(out, 1)
    return forward


def dense(v, name, *parts):
    return torch.cat(parts, 1) @ v[name + ".W"] + v[name + ".b"]


def lstm_cell(x, states, v):
    c, h = states
    i, f, o, g = dense(v, "net.gates", x, h).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return [c, torch.sigmoid(o) * torch.tanh(c)]


def peephole_cell(x, states, v):
    (c, h), p = states, v["net.p"]
    i, f, o, g = dense(v, "net.gates", x, h).chunk(4, 1)
    new = torch.sigmoid(f + p[1] * c) * c + torch.sigmoid(i + p[0] * c) * torch.tanh(g)
    return [new, torch.sigmoid(o + p[2] * new) * torch.tanh(new)]


def gru_cell(x, states, v):
    h = states[0]
    u, r = torch.sigmoid(dense(v, "net.gates", x, h)).chunk(2, 1)
    return [u * torch.tanh(dense(v, "net.candidate", x, r * h)) + (1 - u) * h]


def simple_gru_cell(x, states, v):
    h = states[0]
    u = torch.sigmoid(dense(v, "net.gate", x, h))
    return [u * torch.tanh(dense(v, "net.candidate", x, h)) + (1 - u) * h]


def rnn_cell(x, states, v):
    return [torch.tanh(dense(v, "net.step", x, states[0]))]


def one(name, k, prefix="net"):
    return lambda e, u: {f"{prefix}.{name}.W": (e + u, k * u), f"{prefix}.{name}.b": (k * u,)}


def joined(*shapes):
    return lambda e, u: {key: shape for part in shapes for key, shape in part(e, u).items()}


gates = one("gates", 4)
peephole = joined(gates, lambda e, u: {"net.p": (3, u)})
gru = joined(one("gates", 2), one("candidate", 1))
simple = joined(one("gate", 1), one("candidate", 1))
both = joined(one("gates", 4, "net.lstm1"), one("gates", 4, "net.lstm2"))

family("lstm", model("LSTM", False), 50, case(gates, False, lambda v, u: lstm(v["x"], v["net.gates.W"], v["net.gates.b"], u)))
family("lstm-masked", model("LSTM", True), 50, case(gates, True, loop(lstm_cell, 2)))
family("lstm-peephole", model("PeepholeLSTM", True), 10, case(peephole, True, loop(peephole_cell, 2)))
family("gru", model("GRU", False), 50, case(gru, False, loop(gru_cell, 1)))
family("gru-masked", model("GRU", True), 10, case(gru, True, loop(gru_cell, 1)))
family("gru-simple", model("SimpleGRU", False), 10, case(simple, False, loop(simple_gru_cell, 1)))
family("rnn", model("RNN", False), 50, case(one("step", 1), False, rnn))
family("rnn-masked", model("RNN", True), 10, case(one("step", 1), True, loop(rnn_cell, 1)))
family("bilstm", model("BiLSTM", False), 10, case(both, False, bilstm))


def leaky_cell(x, states, v):
    return [0.7 * states[0] + 0.3 * torch.tanh(dense(v, "net.step", x, states[0]))]


family("rnn-leaky", model("LeakyRNN", True).replace("$units)", "$units, leak: 0.3)"), 10, case(one("step", 1), True, loop(leaky_cell, 1)))
