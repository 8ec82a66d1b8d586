import { N, type Draft, type Value } from "../../draft.ts";
import { anywhereThatOwns, applied, sequence, width, type Piece } from "../piece.ts";
import { sameShape } from "../../../../src/types/tensor.ts";

/** A mask for the positions of x, or none. */
function mask(d: Draft, x: Value): string {
  if (!d.chance(0.4)) return "";
  const known = d.pick((v) => v.element === "bool" && sameShape(v.shape, x.shape.slice(0, 2))) ?? (d.place === "model" ? d.input(x.shape.slice(0, 2), "bool") : undefined);
  if (known) d.use("recurrent layer with a mask");
  return known ? d.random.pick([known.text, `mask: ${known.text}`]) : "";
}

function recurrent(name: string, options: readonly string[] = [""]): Piece {
  return {
    name, places: ["model", "layer"],
    make: (d) => {
      const x = sequence(d);
      if (!x) return undefined;
      const units = width(d);
      const start = d.chance(0.3) ? d.given([N, units]) : undefined;
      if (start) d.use("recurrent layer with a given state");
      const second = [mask(d, x), start ? `start: ${start.text}` : ""].filter((s) => s !== "").join(", ");
      return applied(d, x, `${name}(${units}${d.random.pick(options)})`, [N, x.shape[1]!, units], 1, second);
    },
  };
}

export const recurrentLayers: readonly Piece[] = [
  recurrent("RNN"),
  recurrent("LSTM"),
  recurrent("PeepholeLSTM"),
  recurrent("GRU"),
  recurrent("SimpleGRU"),
  recurrent("LeakyRNN", ["", ", leak: 0.5"]),
  recurrent("EchoState", [", scale: 0.5", ", leak: 0.6"]),
  {
    name: "BiLSTM", places: ["model", "layer"],
    make: (d) => {
      const x = sequence(d);
      const units = width(d);
      return x && applied(d, x, `BiLSTM(${units})`, [N, x.shape[1]!, units.mul(2)], 1);
    },
  },
  {
    name: "bidirectional", places: anywhereThatOwns,
    make: (d) => {
      const x = sequence(d);
      const units = width(d);
      return x && d.name(`${x.text} |> bidirectional(GRU(${units}), RNN(${units}))`, [N, x.shape[1]!, units.mul(2)], { reach: 1 });
    },
  },
  {
    name: "states of a recurrent layer", places: ["model"],
    make: (d) => {
      const x = sequence(d);
      const units = width(d);
      if (!x) return undefined;
      const [y, h, c] = ["", "", ""].map(() => d.world.fresh("v"));
      const [names, layer] = d.chance(0.5) ? [`${y}, ${h}, ${c}`, "LSTM"] : [`${y}, ${h}`, d.random.pick(["GRU", "RNN", "LSTM"])];
      d.lines.push(`${names} = ${layer}(${units})(${x.text})`);
      d.use("values that a layer brings along");
      d.keep({ text: y!, shape: [N, x.shape[1]!, units], element: "real", reach: 1 });
      if (names.includes(c!)) d.keep({ text: c!, shape: [N, units], element: "real", reach: 2 });
      return d.keep({ text: h!, shape: [N, units], element: "real", reach: 1 });
    },
  },
  {
    name: "last state", places: ["model"],
    make: (d) => {
      const x = sequence(d);
      const units = width(d);
      return x && d.name(`(${x.text} |> LSTM(${units}))[:, -1]`, [N, units], { reach: 1 });
    },
  },
];

export { recurrentLayers as recurrent };
