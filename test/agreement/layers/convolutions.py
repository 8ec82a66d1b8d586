"""Convolutions and pools against torch.nn.functional; paddings that torch lacks are made by F.pad."""
import torch
import torch.nn.functional as F

from common import family, real

CONV = """
model Case {
  input x: [N, H, W, $c]
  net = Conv($filters, $size, stride: $stride, pad: $pad, dilation: $dilation, groups: $groups, bias: $bias)
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""


def padding(extent, window, stride, pad):
    """Before and after one axis; `same` puts the odd one at the end."""
    if pad == "valid":
        return 0, 0
    if pad != "same":
        return pad, pad
    total = max(0, ((extent + stride - 1) // stride - 1) * stride + window - extent)
    return (total // 2 if window >= stride else 0), total - (total // 2 if window >= stride else 0)


def padded(x, window, stride, pad, fill=0.0):
    """x [N, C, ...] with its spatial axes padded."""
    pairs = [padding(n, window, stride, pad) for n in x.shape[2:]]
    return F.pad(x.contiguous(), [p for pair in reversed(pairs) for p in pair], value=fill)


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def convolution(x, kernel, o):
    function = {3: F.conv1d, 4: F.conv2d, 5: F.conv3d}[x.ndim]
    window = (kernel.shape[0] - 1) * o["dilation"] + 1
    weight = kernel.movedim(-1, 0).movedim(-1, 1).contiguous()
    return channels_last(function(padded(channels_first(x), window, o["stride"], o["pad"]), weight, stride=o["stride"], dilation=o["dilation"], groups=o["groups"]))


def conv_case(groups):
    def make(draw):
        o = {"size": draw.whole(1, 4), "stride": draw.whole(1, 3), "pad": draw.one("valid", "same", 1, 2, 3), "dilation": draw.whole(1, 3), "bias": draw.one("true", "false")}
        o["groups"], c, f = groups(draw)
        o["c"], o["filters"] = c, f
        window = (o["size"] - 1) * o["dilation"] + 1
        n, h, w = draw.whole(1, 3), window + draw.whole(0, 4), window + draw.whole(0, 4)
        specs = {"x": real(n, h, w, c), "net.W": real(o["size"], o["size"], c // o["groups"], f)}
        if o["bias"] == "true":
            specs["net.b"] = real(f)
        return o, {"N": n, "H": h, "W": w}, specs, lambda v: convolution(v["x"], v["net.W"], o) + v.get("net.b", 0)
    return make


def one_group(draw):
    return 1, draw.whole(1, 3), draw.whole(1, 3)


def groups(draw):
    g = draw.whole(2, 3)
    return g, g * draw.whole(1, 2), g * draw.whole(1, 2)


def depthwise(draw):
    c = draw.whole(2, 4)
    return c, c, c * draw.whole(1, 2)


family("conv", CONV, 50, conv_case(one_group))
family("conv-grouped", CONV, 50, conv_case(groups))
family("conv-depthwise", CONV, 50, conv_case(depthwise))


def rank_case(rank):
    """`conv` of the language itself, over one or three spatial axes."""
    def make(draw):
        o = {"size": draw.whole(1, 3), "stride": draw.whole(1, 2), "pad": draw.one("valid", "same", 1), "dilation": draw.whole(1, 2), "groups": draw.whole(1, 2)}
        c, f = o["groups"] * draw.whole(1, 2), o["groups"] * draw.whole(1, 2)
        o["c"], o["filters"], o["part"] = c, f, c // o["groups"]
        window = (o["size"] - 1) * o["dilation"] + 1
        n, extents = draw.whole(1, 2), [window + draw.whole(0, 2) for _ in range(rank)]
        specs = {"x": real(n, *extents, c), "k": real(*[o["size"]] * rank, o["part"], f)}
        return o, {"N": n, **dict(zip("DHW", extents))}, specs, lambda v: convolution(v["x"], v["k"], o)
    return make


def rank_model(rank):
    names = ", ".join("DHW"[:rank])
    return f"""
model Case {{
  input x: [N, {names}, $c]
  param k: [{"$size, " * rank}$part, $filters]
  y = conv(x, k, stride: $stride, pad: $pad, dilation: $dilation, groups: $groups)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train {{ minimize L using sgd(lr: 1) }}
}}
"""


family("conv-1d", rank_model(1), 20, rank_case(1))
family("conv-3d", rank_model(3), 15, rank_case(3))


def pool_model(name):
    return f"""
model Case {{
  input x: [N, H, W, $c]
  y = x |> {name}($size, stride: $stride, pad: $pad)
  L = against_noise(y)
  output out = y
  output d_x = grad(L, x)
}}
"""


def pool_case(pool, fill):
    def make(draw):
        size = draw.whole(1, 4)
        o = {"size": size, "stride": draw.whole(1, 4), "pad": draw.one("valid", "same", size // 2), "c": draw.whole(1, 3)}
        n, h, w = draw.whole(1, 3), size + draw.whole(0, 5), size + draw.whole(0, 5)
        specs = {"x": real(n, h, w, o["c"])}
        return o, {"N": n, "H": h, "W": w}, specs, lambda v: channels_last(pool(padded(channels_first(v["x"]), size, o["stride"], o["pad"], fill), size, o["stride"]))
    return make


family("max-pool", pool_model("max_pool"), 50, pool_case(F.max_pool2d, -torch.inf))
family("avg-pool", pool_model("avg_pool"), 50, pool_case(F.avg_pool2d, 0.0))

TRANSPOSED = """
model Case {
  input x: [N, H, W, $c]
  net = ConvTranspose($filters, $size, stride: $stride, pad: $pad, dilation: $dilation, groups: $groups, output_pad: $more, bias: $bias)
  y = net(x)
  loss L = against_noise(y)
  metric out = y
  metric d_x = grad(L, x)
  train { minimize L using sgd(lr: 1) }
}
"""


def transposed(general):
    def make(draw):
        o = {"size": draw.whole(1, 4), "stride": draw.whole(1, 3), "c": draw.whole(1, 3), "filters": draw.whole(1, 3), "bias": draw.one("true", "false")}
        o["dilation"], o["groups"] = (draw.whole(1, 3), draw.whole(1, 3)) if general else (1, 1)
        o["c"], o["filters"] = o["c"] * o["groups"], o["filters"] * o["groups"]
        reach = o["dilation"] * (o["size"] - 1)
        o["pad"] = draw.whole(0, reach) if general else draw.whole(0, (o["size"] - 1) // 2)
        o["more"] = draw.whole(0, max(o["stride"], o["dilation"]) - 1) if general else 0
        n, h, w = draw.whole(1, 3), draw.whole(2, 4), draw.whole(2, 4)
        # What is cut off must leave something.
        while min(h, w) * o["stride"] - o["stride"] + reach + 1 - 2 * o["pad"] + o["more"] < 1:
            o["pad"] -= 1
        specs = {"x": real(n, h, w, o["c"]), "net.W": real(o["size"], o["size"], o["c"] // o["groups"], o["filters"])}
        if o["bias"] == "true":
            specs["net.b"] = real(o["filters"])

        def forward(v):
            # Ours [k, k, in / groups, filters] to torch's [in, filters / groups, k, k].
            weight = torch.cat([part.permute(2, 3, 0, 1) for part in v["net.W"].chunk(o["groups"], -1)]).contiguous()
            image = channels_first(v["x"]).contiguous()
            return channels_last(F.conv_transpose2d(image, weight, v.get("net.b"), stride=o["stride"], padding=o["pad"], output_padding=o["more"], groups=o["groups"], dilation=o["dilation"]))

        return o, {"N": n, "H": h, "W": w}, specs, forward
    return make


family("conv-transposed", TRANSPOSED, 50, transposed(False))
family("conv-transposed-general", TRANSPOSED, 60, transposed(True))

PIXELS = """
model Case {
  input x: [N, H, W, $c]
  y = $expression
  L = against_noise(y)
  output out = y
  output d_x = grad(L, x)
}
"""


def pixels(name, expression, forward):
    def make(draw):
        o = {"c": draw.whole(1, 6), "k": draw.whole(1, 3)}
        o["expression"] = expression(o)
        s = {"N": draw.whole(1, 2), "H": draw.whole(1, 4), "W": draw.whole(1, 4)}
        return o, s, {"x": real(*s.values(), o["c"])}, lambda v: channels_last(forward(channels_first(v["x"]).contiguous(), o))
    family(name, PIXELS, 10, make)


pixels("response-norm", lambda o: f"response_norm(size: {2 * o['k'] - 1}, alpha: 0.5, beta: 0.75, k: 2)(x)", lambda x, o: F.local_response_norm(x, 2 * o["k"] - 1, 0.5, 0.75, 2.0))
pixels("upsample", lambda o: f"upsample(factor: {o['k']})(x)", lambda x, o: F.interpolate(x, scale_factor=o["k"], mode="nearest"))
pixels("adaptive-avg-pool", lambda o: f"adaptive_avg_pool({o['k']}, 2)(x)", lambda x, o: F.adaptive_avg_pool2d(x, (o["k"], 2)))
