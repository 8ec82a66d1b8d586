import { Size } from "../../../../src/types/size.ts";
import { isReal, N, type Draft, type Value } from "../../draft.ts";
import { image, sequence, volume, width, type Piece } from "../piece.ts";

function pool(d: Draft, x: Value | undefined, name: string): Value | undefined {
  if (!x) return undefined;
  const size = d.random.whole(2, 3);
  const stride = d.random.pick([size, 1, 2]);
  const padding = d.random.pick(["valid", "valid", "same", "1"]);
  const pad = padding === "1" ? 2 : 0;
  const sizes = x.shape.slice(1, -1).map((n) => (padding === "same" ? n.add(stride - 1).floorDiv(stride) : n.add(pad - size).floorDiv(stride).add(1)));
  if (sizes.some((s) => s.atLeast(1) === false)) return undefined;
  d.use(name, `pooling of ${["sequences", "images", "volumes"][x.shape.length - 3]}`);
  const rest = `${stride === size ? "" : `, stride: ${stride}`}${padding === "valid" ? "" : `, pad: ${padding}`}`;
  const text = d.chance(0.5) ? `${x.text} |> ${name}(${size}${rest})` : `${name}(${size}${rest})(${x.text})`;
  return d.name(text, [x.shape[0]!, ...sizes, x.shape.at(-1)!], { reach: x.reach });
}

const boxes = (d: Draft): Value | undefined => {
  const raw = d.given([N, Size.of(2), Size.of(4)]);
  return raw && d.name(`corners(concat(2 + sigmoid(${raw.text}[..., 0:2]), 1.3 + sigmoid(${raw.text}[..., 2:4])))`, raw.shape, { reach: 5 });
};

/** Pools, resizing, and what looks at regions. */
export const pooling: readonly Piece[] = [
  { name: "max_pool", make: (d) => pool(d, image(d), "max_pool") },
  { name: "avg_pool", make: (d) => pool(d, image(d), "avg_pool") },
  { name: "max_pool of a sequence", make: (d) => pool(d, sequence(d), "max_pool") },
  { name: "avg_pool of a sequence", make: (d) => pool(d, sequence(d), "avg_pool") },
  { name: "pool of a volume", make: (d) => pool(d, volume(d), d.random.pick(["avg_pool", "max_pool"])) },
  ...["global_avg_pool", "global_max_pool"].map((name): Piece => ({
    name,
    make: (d) => {
      const x = d.random.pick([image, sequence, volume])(d);
      return x && d.name(`${x.text} |> ${name}`, [x.shape[0]!, x.shape.at(-1)!], { reach: x.reach });
    },
  })),
  {
    name: "adaptive_avg_pool",
    make: (d) => {
      const x = image(d);
      return x && d.name(`${x.text} |> adaptive_avg_pool(2${d.chance(0.5) ? ", 3" : ", columns: 3"})`, [N, Size.of(2), Size.of(3), x.shape[3]!], { reach: x.reach });
    },
  },
  {
    name: "roi_align",
    make: (d) => {
      const [x, box] = [image(d), boxes(d)];
      return x && box && d.name(`roi_align(2, 1)(${x.text}, ${box.text})`, [N, Size.of(2), Size.of(2), Size.of(1), x.shape[3]!], { reach: x.reach });
    },
  },
  {
    name: "roi_max",
    make: (d) => {
      const [x, box] = [image(d), boxes(d)];
      return x && box && d.name(`roi_max(1, 2)(${x.text}, ${box.text})`, [N, Size.of(2), Size.of(1), Size.of(2), x.shape[3]!], { reach: x.reach });
    },
  },
  {
    name: "upsample",
    make: (d) => {
      const x = image(d);
      return x && d.name(`${x.text} |> upsample${d.chance(0.5) ? "" : "(2)"}`, [N, x.shape[1]!.mul(2), x.shape[2]!.mul(2), x.shape[3]!], { reach: x.reach });
    },
  },
  {
    name: "crop",
    make: (d) => {
      const x = image(d);
      const like = x && d.pick((v) => isReal(v) && v.shape.length === 4 && v !== x && [1, 2].every((a) => x.shape[a]!.sub(v.shape[a]!).atLeast(0) === true));
      if (!x?.shape[2]!.atLeast(1)) return undefined;
      const small = like ?? d.name(`${x.text}[:, 1:, 0:1]`, [N, x.shape[1]!.sub(1), Size.of(1), x.shape[3]!], { reach: x.reach });
      if (small.shape[1]!.atLeast(1) === false) return undefined;
      return d.name(`crop(${x.text}, like: ${small.text})`, [N, small.shape[1]!, small.shape[2]!, x.shape[3]!], { reach: x.reach });
    },
  },
  {
    name: "response_norm",
    make: (d) => {
      const x = image(d);
      return x && d.name(`${x.text} |> response_norm(size: 3, alpha: 0.1)`, x.shape, { reach: x.reach });
    },
  },
  {
    name: "style",
    make: (d) => {
      const x = image(d);
      const y = x && d.given(x.shape);
      if (!x || !y) return undefined;
      d.use("gram", "style_loss", "content_loss", "total_variation");
      return d.name(`style_loss(${x.text}, ${y.text}) + content_loss(${x.text}, ${y.text}) / 20 + total_variation(${x.text}) + mean(gram(${y.text})) / 10`, [], { reach: 4 });
    },
  },
  {
    name: "boxes",
    make: (d) => {
      const [a, b] = [boxes(d), boxes(d)];
      if (!a || !b) return undefined;
      d.use("corners", "area", "iou", "iou_table", "non_max_suppression");
      const score = d.name(`iou(${a.text}, ${b.text}) + area(${a.text}) / 3`, a.shape.slice(0, 2), { reach: 3 });
      const kept = d.name(`non_max_suppression(0.3)(${a.text}, ${score.text})`, score.shape, { element: "bool" });
      d.take(kept);
      return d.name(`sum(float(${kept.text}) * ${score.text}) + mean(iou_table(${a.text}, ${b.text}))`, [], { reach: 5 });
    },
  },
  {
    name: "yolo",
    make: (d) => {
      const shape = [N, Size.of(2), Size.of(2), Size.of(2), Size.of(6)];
      const [raw, y, anchor] = [d.given(shape), d.given(shape), d.given([Size.of(2), width(d).mul(0).add(2)])];
      if (!raw || !y || !anchor) return undefined;
      d.use("yolo_loss", "yolo_boxes", "localization_loss");
      return d.name(`yolo_loss(${raw.text}, sigmoid(${y.text})) / 20 + mean(yolo_boxes(tanh(${raw.text}), ${anchor.text})) + localization_loss(${raw.text}[:, 0, 0, 0], sigmoid(${y.text}[:, 0, 1, 0])) / 5`, [], { reach: 6 });
    },
  },
];
