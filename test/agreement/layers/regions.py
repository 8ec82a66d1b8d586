"""Region pooling. torch has it in parts: Fast R-CNN's is adaptive_max_pool2d of crops, RoIAlign is grid_sample (bilinear, the
border repeated) at the points of the bins, of which those more than a pixel outside count as 0."""
import torch
import torch.nn.functional as F

from common import family, real

MODEL = """
model Case {
  input x: [N, H, W, $c]
  input z: [N, R, 4]
  box = $box
  y = $pool(x, box)
  L = against_noise(y)
  output out = y
  output d_x = grad(L, x)
  output d_z = grad(L, z)
}
"""


def sizes(draw):
    return {"N": draw.whole(1, 2), "R": draw.whole(1, 3), "H": draw.whole(2, 6), "W": draw.whole(2, 6)}


def align(draw):
    o = {"c": draw.whole(1, 2), "rows": draw.whole(1, 3), "columns": draw.whole(1, 3), "samples": draw.whole(1, 3)}
    # Some boxes stand out of the image, some are narrower than a pixel.
    o["box"] = "6 * z"
    o["pool"] = f"roi_align({o['rows']}, {o['columns']}, samples: {o['samples']})"
    s = sizes(draw)

    def points(low, high, parts):
        step = (high - low).clamp(min=1) / parts
        return low + torch.arange(0.5, parts * o["samples"], dtype=torch.float64) / o["samples"] * step

    def forward(v):
        h, w = s["H"], s["W"]
        out = []
        for n in range(s["N"]):
            for x0, y0, x1, y1 in 6 * v["z"][n]:
                ys, xs = points(y0, y1, o["rows"]), points(x0, x1, o["columns"])
                grid = torch.stack([(2 * xs / (w - 1) - 1).expand(len(ys), -1), (2 * ys / (h - 1) - 1)[:, None].expand(-1, len(xs))], -1)
                found = F.grid_sample(v["x"][n].permute(2, 0, 1)[None].contiguous(), grid[None], padding_mode="border", align_corners=True)[0]
                inside = ((ys >= -1) & (ys <= h))[:, None] & ((xs >= -1) & (xs <= w))
                out.append(F.avg_pool2d(found * inside, o["samples"]).permute(1, 2, 0))
        return torch.stack(out).reshape(s["N"], s["R"], o["rows"], o["columns"], o["c"])

    return o, s, {"x": real(s["N"], s["H"], s["W"], o["c"]), "z": real(s["N"], s["R"], 4)}, forward


family("roi-align", MODEL, 50, align)


def largest(draw):
    o = {"c": draw.whole(1, 2), "rows": draw.whole(1, 3), "columns": draw.whole(1, 3)}
    o["pool"] = f"roi_max({o['rows']}, {o['columns']})"
    s = sizes(draw)
    # A corner in the upper left and one in the lower right of the image, in whole pixels.
    h, w = s["H"], s["W"]
    o["box"] = f"concat(floor(abs(z[..., 0:1]) * {w} / 2), floor(abs(z[..., 1:2]) * {h} / 2), {w} - 1 - floor(abs(z[..., 2:3]) * {w} / 2), {h} - 1 - floor(abs(z[..., 3:4]) * {h} / 2))"

    def forward(v):
        out = []
        for n in range(s["N"]):
            for z in v["z"][n].detach().abs():
                a, b, c, d = (int(torch.floor(z[k] * (w, h, w, h)[k] / 2)) for k in range(4))
                crop = v["x"][n, b:max(h - d, b + 1), a:max(w - c, a + 1)].permute(2, 0, 1)
                out.append(F.adaptive_max_pool2d(crop[None], (o["rows"], o["columns"]))[0].permute(1, 2, 0))
        y = torch.stack(out).reshape(s["N"], s["R"], o["rows"], o["columns"], o["c"])
        return y + 0 * v["z"].sum()

    return o, s, {"x": real(s["N"], h, w, o["c"]), "z": real(s["N"], s["R"], 4)}, forward


family("roi-max", MODEL, 50, largest)
