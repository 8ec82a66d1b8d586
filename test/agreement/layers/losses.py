"""Losses with weights of examples, and activations, against torch.nn.functional.

torch's cross_entropy divides by the sum of its (class) weights; ours means over the examples what each counts.
"""
import torch
import torch.nn.functional as F

from common import against_noise, family, index, mask, real


def loss_model(inputs, expression, by):
    lines = "\n".join(f"  input {i}" for i in inputs)
    return f"""
model Case {{
{lines}
  L = {expression}
  output out = L
{chr(10).join(f"  output d_{x} = grad(L, {x})" for x in by)}
}}
"""


def cross_entropy(draw):
    o = {"leading": draw.one("N", "N, T"), "classes": draw.whole(1, 6)}
    sizes = {"N": draw.whole(1, 4), **({"T": draw.whole(1, 4)} if "T" in o["leading"] else {})}
    shape, k = tuple(sizes.values()), o["classes"]
    specs = {"logits": real(*shape, k), "label": index(k, *shape), "weight": real(*shape)}

    def forward(v):
        each = F.cross_entropy(v["logits"].reshape(-1, k), v["label"].reshape(-1), reduction="none")
        return (v["weight"].reshape(-1) * each).mean()

    return o, sizes, specs, forward


family("cross-entropy", loss_model(["logits: [$leading, $classes]", "label: index($classes)[$leading]", "weight: [$leading]"],
                                   "cross_entropy(logits, label, weight)", ["logits", "weight"]), 30, cross_entropy)


def same_shape(name, count, inputs, expression, forward):
    """A number made of some tensors of one shape."""
    def make(draw):
        o = {"c": draw.whole(1, 4)}
        n = draw.whole(1, 4)
        return o, {"N": n}, {key: real(n, o["c"]) for key in inputs}, lambda v: forward(*(v[key] for key in inputs))
    family(name, loss_model([f"{key}: [N, $c]" for key in inputs], expression, inputs), count, make)


three = ("a", "b", "weight")
same_shape("binary-cross-entropy", 30, three, "binary_cross_entropy(20 * a, (b + 1) / 2, weight)",
    lambda a, b, w: (w * (b + 1) / 2 * -F.logsigmoid(20 * a) + w * (1 - b) / 2 * -F.logsigmoid(-20 * a)).mean())
same_shape("squared-error", 10, three, "squared_error(a, b, weight)", lambda a, b, w: (w * F.mse_loss(a, b, reduction="none")).mean())
same_shape("absolute-error", 10, three, "absolute_error(a, b, weight)", lambda a, b, w: (w * F.l1_loss(a, b, reduction="none")).mean())
same_shape("poisson-nll", 10, ("z", "y"), "poisson_nll(3 * z, 1 + y)", lambda z, y: F.poisson_nll_loss(3 * z, 1 + y, log_input=True))


def activation(name, expression, forward):
    same_shape(name, 10, ("x",), f"against_noise({expression})", lambda x: against_noise(forward(x)))


activation("gelu", "gelu(5 * x)", lambda x: F.gelu(5 * x))
activation("relu", "relu(x)", F.relu)
activation("leaky-relu", "leaky_relu(slope: 0.1)(x)", lambda x: F.leaky_relu(x, 0.1))
activation("elu", "elu(alpha: 0.7)(x)", lambda x: F.elu(x, 0.7))
activation("hard-tanh", "hard_tanh(2 * x)", lambda x: F.hardtanh(2 * x))
activation("softsign", "softsign(4 * x)", lambda x: F.softsign(4 * x))
activation("softplus", "softplus(30 * x)", lambda x: F.softplus(30 * x, threshold=100))
activation("log-softmax", "log_softmax(20 * x)", lambda x: F.log_softmax(20 * x, -1))

SOFTMAX = """
model Case {
  input x: [N, T, $c]
  input valid: bool[N, T, $c]
  y = softmax(9 * x, where: valid)
  L = against_noise(y)
  output out = y
  output d_x = grad(L, x)
}
"""


def softmax(draw):
    o = {"c": draw.whole(1, 6)}
    n, t = draw.whole(1, 3), draw.whole(1, 3)
    return o, {"N": n, "T": t}, {"x": real(n, t, o["c"]), "valid": mask(n, t, o["c"])}, lambda v: torch.softmax((9 * v["x"]).masked_fill(~v["valid"], -torch.inf), -1)


family("softmax-masked", SOFTMAX, 20, softmax)
