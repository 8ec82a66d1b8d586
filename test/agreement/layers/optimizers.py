"""Ten steps of each optimizer on a dense layer, against torch.optim where it has the same rule.

The lecture's momentum is a running average; torch's SGD with dampening differs in its first step, hence by hand. Our AdamW
does not shrink biases: torch has that as two groups of parameters.
"""
import torch
from torch.optim.swa_utils import AveragedModel

from common import against_noise, family, real

STEPS = 10
MODEL = """
model Case {
  input x: [N, $d]
  net = Dense($units)
  y = tanh(net(x))
  loss L = against_noise(y)
  metric out = y
  train { minimize L $rule $clip }
}
"""


class Average(torch.optim.Optimizer):
    """v := beta v + (1 - beta) g; w := w - lr v."""

    def __init__(self, parameters, lr, beta):
        super().__init__(parameters, {"lr": lr, "beta": beta})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                v = self.state[w].get("v", torch.zeros_like(w))
                self.state[w]["v"] = v = group["beta"] * v + (1 - group["beta"]) * w.grad
                w -= group["lr"] * v


def optimizer(text, make_torch, rates, decays=(0,), betas=(0.9,), averaged=False):
    def make(draw):
        o = {"d": draw.whole(1, 3), "units": draw.whole(1, 3), "steps": STEPS, "lr": draw.one(*rates), "decay": draw.one(*decays), "beta": draw.one(*betas), "clip": draw.one("", "clip norm(0.5)", "clip value(0.1)")}
        o["rule"] = text.format(**o)
        if averaged:
            o["average"] = draw.one(0.5, 0.9, 0.99)
            o["rule"] += f" average {o['average']}"
        n = draw.whole(1, 4)
        specs = {"x": real(n, o["d"]), "net.W": real(o["d"], o["units"]), "net.b": real(o["units"])}

        def forward(v):
            W, b = (v[name].detach().clone().requires_grad_() for name in ("net.W", "net.b"))
            steps = make_torch(W, b, o)
            # The first call takes the parameters over as they are.
            both = torch.nn.ParameterList([W, b])
            mean = AveragedModel(both, avg_fn=lambda a, w, _: o["average"] * a + (1 - o["average"]) * w) if averaged else None
            if mean:
                mean.update_parameters(both)
            for _ in range(STEPS):
                steps.zero_grad()
                y = torch.tanh(v["x"].detach() @ W + b)
                against_noise(y).backward()
                if "norm" in o["clip"]:
                    torch.nn.utils.clip_grad_norm_([W, b], 0.5)
                if "value" in o["clip"]:
                    torch.nn.utils.clip_grad_value_([W, b], 0.1)
                steps.step()
                if mean:
                    mean.update_parameters(both)
            averages = dict(zip(("new net.W/average", "new net.b/average"), mean.module)) if mean else {}
            return {"out": y, "new net.W": W, "new net.b": b, **averages}

        return o, {"N": n}, specs, forward
    return make


def add(name, *arguments, **more):
    family("optimizer-" + name, MODEL, 12, optimizer(*arguments, **more))


optim = torch.optim
add("sgd", "using sgd(lr: {lr}, momentum: {beta}, decay: {decay})", lambda W, b, o: optim.SGD([W, b], lr=o["lr"], momentum=o["beta"], weight_decay=o["decay"]), (0.1, 0.01), (0, 0.1), (0, 0.9, 0.5))
add("momentum", "using momentum(lr: {lr}, beta: {beta})", lambda W, b, o: Average([W, b], o["lr"], o["beta"]), (0.1, 0.01), (0,), (0.9, 0.5))
add("rmsprop", "using rmsprop(lr: {lr}, beta: {beta})", lambda W, b, o: optim.RMSprop([W, b], lr=o["lr"], alpha=o["beta"]), (0.01, 0.001), (0,), (0.99, 0.9))
add("adam", "using adam(lr: {lr}, beta1: {beta})", lambda W, b, o: optim.Adam([W, b], lr=o["lr"], betas=(o["beta"], 0.999)), (0.01, 0.1), (0,), (0.9, 0.5))
add("adamw", "using adamw(lr: {lr}, decay: {decay}, beta1: {beta})", lambda W, b, o: optim.AdamW([{"params": [W], "weight_decay": o["decay"]}, {"params": [b], "weight_decay": 0}], lr=o["lr"], betas=(o["beta"], 0.999)), (0.01, 0.1), (0.01, 0.5), (0.9, 0.5))

# Parameters in groups: what the weights are updated by, and what all others are.
add("groups", "over weights(net) using sgd(lr: {lr}, momentum: {beta}, decay: {decay}) over all except weights(net) using sgd(lr: 0.05)",
    lambda W, b, o: optim.SGD([{"params": [W], "lr": o["lr"], "momentum": o["beta"], "weight_decay": o["decay"]}, {"params": [b]}], lr=0.05), (0.1, 0.01), (0, 0.1), (0, 0.9))
add("average", "using adam(lr: {lr})", lambda W, b, o: optim.Adam([W, b], lr=o["lr"]), (0.01, 0.1), averaged=True)
