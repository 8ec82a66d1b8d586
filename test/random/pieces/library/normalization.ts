import { Size } from "../../../../src/types/size.ts";
import { hasWidth, N, type Draft, type Value } from "../../draft.ts";
import { any, applied, image, option, width, type Piece } from "../piece.ts";

const rows = (d: Draft): Value | undefined => {
  const x = any(d, 2);
  return x && hasWidth(x) ? x : d.pick(hasWidth);
};

/** A layer that leaves the shape as it is. */
function keeping(name: string, make: (d: Draft, x: Value) => string, of: (d: Draft) => Value | undefined = rows): Piece {
  return {
    name, places: ["model", "layer"],
    make: (d) => {
      const x = of(d);
      return x && applied(d, x, make(d, x), x.shape, 4);
    },
  };
}

export const normalization: readonly Piece[] = [
  keeping("BatchNorm", (d) => `BatchNorm(${d.chance(0.5) ? "momentum: 0.7, eps: 0.1" : "eps: 0.1"})`),
  keeping("LayerNorm", (d) => `LayerNorm(${d.chance(0.7) ? "0.1" : "eps: 0.01"})`),
  keeping("GroupNorm", (_, x) => `GroupNorm(${x.shape.at(-1)!.constant()! % 2 === 0 ? 2 : 1}, eps: 0.1)`, (d) => (d.chance(0.7) ? image(d) : rows(d))),
  keeping("InstanceNorm", () => "InstanceNorm(eps: 0.1)", image),
  {
    name: "Normalize", places: ["model"],
    make: (d) => {
      const x = d.input(d.chance(0.5) ? [N, width(d)] : [N, Size.of(3), width(d)]);
      return d.name(`${x.text} |> Normalize${x.shape.length > 2 && d.chance(0.5) ? "(over: 0)" : ""}`, x.shape, { reach: 3 });
    },
  },
  keeping("Dropout", (d) => `Dropout(${d.random.pick(["0.3", "rate: 0.5", "0"])})`),
  {
    name: "l2 normalization",
    make: (d) => {
      const x = rows(d);
      return x && d.name(`${x.text} / spread(sqrt(sum(${x.text}^2, axis: -1) + 0.1), ${d.spell(x.shape.at(-1)!)}${option(d, "axis: -1")})`, x.shape, { reach: 1 });
    },
  },
];
