"""Attention and embeddings: several heads against torch's multi_head_attention_forward, Bahdanau's by hand."""
import torch
import torch.nn.functional as F

from common import family, index, mask, real

SELF = """
model Case {
  input x: [N, T, $e]
  net = SelfAttention($heads, causal: $causal)
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""


def self_attention(draw):
    heads = draw.whole(1, 3)
    e = heads * draw.whole(1, 3)
    o = {"heads": heads, "e": e, "causal": draw.one("true", "false")}
    n, t = draw.whole(1, 3), draw.whole(1, 5)
    names = [f"net.dense{k}" for k in (1, 2, 3, 4)]
    specs = {"x": real(n, t, e)}
    for name in names:
        specs.update({name + ".W": real(e, e), name + ".b": real(e)})

    def forward(v):
        x = v["x"].transpose(0, 1)
        into = torch.cat([v[name + ".W"].t() for name in names[:3]])
        shift = torch.cat([v[name + ".b"] for name in names[:3]])
        later = torch.ones(t, t).triu(1).bool() if o["causal"] == "true" else None
        y, _ = F.multi_head_attention_forward(
            x, x, x, e, heads, into, shift, None, None, False, 0.0, v[names[3] + ".W"].t(), v[names[3] + ".b"], need_weights=False, attn_mask=later)
        return y.transpose(0, 1)

    return o, {"N": n, "T": t}, specs, forward


family("self-attention", SELF, 30, self_attention)

BAHDANAU = """
model Case {
  input query: [N, Q, $d]
  input keys: [N, S, $e]
  input valid: bool[N, S]
  net = Attention($units)
  y = net(query, keys, valid)
  loss L = against_noise(y)
  metric out = y
  metric d_query = grad(L, query)
  metric d_keys = grad(L, keys)
  train { minimize L using sgd(lr: 1) }
}
"""


def bahdanau(draw):
    o = {"d": draw.whole(1, 3), "e": draw.whole(1, 3), "units": draw.whole(1, 4)}
    sizes = {"N": draw.whole(1, 3), "Q": draw.whole(1, 3), "S": draw.whole(1, 5)}
    n, q, s = sizes.values()
    u = o["units"]
    specs = {"query": real(n, q, o["d"]), "keys": real(n, s, o["e"]), "valid": mask(n, s), "net.v": real(u)}
    specs.update({"net.dense1.W": real(o["d"], u), "net.dense1.b": real(u), "net.dense2.W": real(o["e"], u), "net.dense2.b": real(u)})

    def forward(v):
        a = v["query"] @ v["net.dense1.W"] + v["net.dense1.b"]
        b = v["keys"] @ v["net.dense2.W"] + v["net.dense2.b"]
        score = torch.tanh(a[:, :, None] + b[:, None]) @ v["net.v"]
        weight = torch.softmax(score.masked_fill(~v["valid"][:, None], -torch.inf), -1)
        return torch.bmm(weight, v["keys"])

    return o, sizes, specs, forward


family("attention", BAHDANAU, 30, bahdanau)

EMBEDDING = """
model Case {
  input id: index($words)[N, T]
  net = Embedding($units)
  y = net(id)
  loss L = against_noise(y)
  metric out = y
  train { minimize L using sgd(lr: 1) }
}
"""


def embedding(draw):
    o = {"words": draw.whole(1, 6), "units": draw.whole(1, 4)}
    n, t = draw.whole(1, 4), draw.whole(1, 5)
    specs = {"id": index(o["words"], n, t), "net.E": real(o["words"], o["units"])}
    return o, {"N": n, "T": t}, specs, lambda v: F.embedding(v["id"], v["net.E"])


family("embedding", EMBEDDING, 10, embedding)

CROSS = """
model Case {
  input query: [N, T, $e]
  input keys: [N, S, $f]
  input valid: bool[N, S]
  net = CrossAttention($heads)
  y = net(query, keys, valid)
  loss L = against_noise(y)
  metric out = y
  metric d_query = grad(L, query)
  metric d_keys = grad(L, keys)
  train { minimize L using sgd(lr: 1) }
}
"""


def cross_attention(draw):
    heads = draw.whole(1, 3)
    o = {"heads": heads, "e": heads * draw.whole(1, 3), "f": draw.whole(1, 4)}
    s = {"N": draw.whole(1, 3), "T": draw.whole(1, 4), "S": draw.whole(1, 5)}
    n, t, length = s.values()
    e, f = o["e"], o["f"]
    names = [f"net.dense{k}" for k in (1, 2, 3, 4)]
    specs = {"query": real(n, t, e), "keys": real(n, length, f), "valid": mask(n, length)}
    for name, width in zip(names, (e, f, f, e)):
        specs.update({name + ".W": real(width, e), name + ".b": real(e)})

    def forward(v):
        query, keys = v["query"].transpose(0, 1), v["keys"].transpose(0, 1)
        q, k, u = (v[name + ".W"].t() for name in names[:3])
        y, _ = F.multi_head_attention_forward(
            query, keys, keys, e, heads, None, torch.cat([v[name + ".b"] for name in names[:3]]), None, None, False, 0.0,
            v[names[3] + ".W"].t(), v[names[3] + ".b"], key_padding_mask=~v["valid"], need_weights=False,
            use_separate_proj_weight=True, q_proj_weight=q, k_proj_weight=k, v_proj_weight=u)
        return y.transpose(0, 1)

    return o, s, specs, forward


family("cross-attention", CROSS, 20, cross_attention)
