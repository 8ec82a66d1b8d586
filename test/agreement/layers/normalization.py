"""LayerNorm and BatchNorm against torch.nn.functional. BatchNorm's running variance is the mean of squares, without torch's
n / (n - 1): the scripts say so in so many words and compare with that."""
import torch
import torch.nn.functional as F

from common import against_noise, family, real

LAYER = """
model Case {
  input x: [$leading, $c]
  net = LayerNorm(eps: $eps)
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""


def layer_norm(draw):
    axes = draw.whole(1, 3)
    o = {"leading": ", ".join("NTS"[:axes]), "c": draw.whole(2, 6), "eps": draw.one(1e-5, 1e-3, 0.1)}
    sizes = {name: draw.whole(1, 3) for name in "NTS"[:axes]}
    specs = {"x": real(*sizes.values(), o["c"]), "net.gamma": real(o["c"]), "net.beta": real(o["c"])}
    return o, sizes, specs, lambda v: F.layer_norm(v["x"], (o["c"],), v["net.gamma"], v["net.beta"], o["eps"])


family("layer-norm", LAYER, 50, layer_norm)

BATCH = """
model Case {
  input x: [$leading, $c]
  net = BatchNorm(momentum: $momentum, eps: $eps)
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""

# In test mode, with running values that came from elsewhere.
TESTED = """
model Case {
  input x: [$leading, $c]
  net = BatchNorm(momentum: $momentum, eps: $eps)
  y = net(x)
  L = against_noise(y)
  output out = y
  output d_x = grad(L, x)
}
"""


def batch_norm(training):
    def make(draw):
        axes = draw.one(1, 3)
        o = {"leading": ", ".join("NHW"[:axes]), "c": draw.whole(1, 4), "eps": draw.one(1e-5, 1e-3), "momentum": draw.one(0.9, 0.99, 0.5)}
        sizes = {name: draw.whole(2, 4) for name in "NHW"[:axes]}
        specs = {"x": real(*sizes.values(), o["c"]), **{"net." + name: real(o["c"]) for name in ("gamma", "beta", "mean", "var")}}

        def forward(v):
            mean, var = v["net.mean"].detach().clone(), v["net.var"].detach().clone()
            y = F.batch_norm(v["x"].movedim(-1, 1), mean, var, v["net.gamma"], v["net.beta"], training, 1 - o["momentum"], o["eps"]).movedim(1, -1)
            if not training:
                by = {"d x": v["x"]}
            else:
                by = {"d x": v["x"], "d net.gamma": v["net.gamma"], "d net.beta": v["net.beta"]}
            found = dict(zip(by, torch.autograd.grad(against_noise(y), list(by.values()))))
            if not training:
                return {"out": y, **found}
            n = v["x"].numel() / o["c"]
            fresh = (var - o["momentum"] * v["net.var"]) * (n - 1) / n
            return {"out": y, **found, "new net.mean": mean, "new net.var": o["momentum"] * v["net.var"] + fresh}

        return o, sizes, specs, forward
    return make


family("batch-norm", BATCH, 30, batch_norm(True))
family("batch-norm-tested", TESTED, 10, batch_norm(False))

GROUP = """
model Case {
  input x: [N, H, W, $c]
  net = $layer
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""


def group_norm(instances):
    """Two images or more: for one in channels-last memory torch 1.13's derivative of instance_norm is not that of central differences."""
    def make(draw):
        groups = draw.whole(1, 3)
        c = groups if instances else groups * draw.whole(1, 3)
        o = {"c": c, "layer": "InstanceNorm(eps: 0.01)" if instances else f"GroupNorm({groups}, eps: 0.01)"}
        s = {"N": draw.whole(2, 4), "H": draw.whole(2, 3), "W": draw.whole(1, 3)}
        prefix = "net.groupnorm1." if instances else "net."
        specs = {"x": real(*s.values(), c), prefix + "gamma": real(c), prefix + "beta": real(c)}

        def forward(v):
            x, gamma, beta = v["x"].movedim(-1, 1), v[prefix + "gamma"], v[prefix + "beta"]
            y = F.instance_norm(x, None, None, gamma, beta, eps=0.01) if instances else F.group_norm(x, groups, gamma, beta, 0.01)
            return y.movedim(1, -1)

        return o, s, specs, forward
    return make


family("group-norm", GROUP, 20, group_norm(False))
family("instance-norm", GROUP, 10, group_norm(True))
