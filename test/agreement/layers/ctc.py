"""Connectionist temporal classification against torch's ctc_loss, with infeasible pairs among the cases.

No label is 0, the blank: torch's derivative is wrong there (its own gradcheck says so). Of the classes z + 1 remain.
"""
import torch.nn.functional as F

from common import family, index, real

MODEL = """
model Case {
  input logits: [N, T, $k]
  input z: index($m)[N, L]
  input frames: index($t)[N]
  input length: index($l)[N]
  label = argmax(one_hot(z + 1, size: $k))
  L = ctc_loss(4 * logits, label, frames + 1, length + 1)
  output out = L
  output d_logits = grad(L, logits)
}
"""


def ctc(draw):
    o = {"k": draw.whole(2, 5), "t": draw.whole(1, 12), "l": draw.whole(1, 4)}
    o["m"] = o["k"] - 1
    n = draw.whole(1, 3)
    specs = {"logits": real(n, o["t"], o["k"]), "z": index(o["m"], n, o["l"]), "frames": index(o["t"], n), "length": index(o["l"], n)}

    def forward(v):
        p = F.log_softmax(4 * v["logits"], -1).transpose(0, 1)
        return F.ctc_loss(p, v["z"] + 1, v["frames"] + 1, v["length"] + 1, reduction="none", zero_infinity=True).mean()

    return o, {"N": n, "T": o["t"], "L": o["l"]}, specs, forward


family("ctc", MODEL, 50, ctc)
