import { Size } from "../../../../src/types/size.ts";
import { N, type Draft, type Value } from "../../draft.ts";
import { sameShape } from "../../../../src/types/tensor.ts";
import { anywhereThatOwns, applied, sequence, width, type Piece } from "../piece.ts";

function valid(d: Draft, x: Value): string {
  const known = d.chance(0.4) ? d.pick((v) => v.element === "bool" && sameShape(v.shape, x.shape.slice(0, 2))) : undefined;
  return known ? `valid: ${known.text}` : "";
}

export const attention: readonly Piece[] = [
  {
    name: "Attention", places: anywhereThatOwns,
    make: (d) => {
      const [query, keys] = [sequence(d), sequence(d)];
      if (!query || !keys) return undefined;
      const rest = valid(d, keys);
      return applied(d, query, `Attention(${width(d)})`, [N, query.shape[1]!, keys.shape[2]!], keys.reach, `${keys.text}${rest && `, ${rest}`}`);
    },
  },
  {
    name: "SelfAttention", places: anywhereThatOwns,
    make: (d) => {
      const x = sequence(d);
      if (!x) return undefined;
      const heads = x.shape[2]!.constant()! % 2 === 0 ? d.random.whole(1, 2) : 1;
      return applied(d, x, `SelfAttention(${heads}${d.chance(0.5) ? ", causal: true" : ""})`, x.shape, 3 * x.reach, valid(d, x));
    },
  },
  {
    name: "CrossAttention", places: anywhereThatOwns,
    make: (d) => {
      const [query, keys] = [sequence(d), sequence(d)];
      if (!query || !keys) return undefined;
      const rest = valid(d, keys);
      return applied(d, query, `CrossAttention(1)`, query.shape, 3 * keys.reach, `${keys.text}${rest && `, ${rest}`}`);
    },
  },
  {
    name: "positional_encoding",
    make: (d) => {
      const x = sequence(d);
      return x && d.name(`positional_encoding(${x.text})`, x.shape, { reach: x.reach + 1 });
    },
  },
  {
    name: "analogy", places: ["model"],
    make: (d) => {
      const [table, word] = [d.given([Size.of(5), Size.of(3)]), d.given([N], "int", 5)];
      if (!table || !word) return undefined;
      d.use("negative_sampling");
      const found = d.name(`analogy(${table.text}, ${word.text}, argmax(one_hot(${word.text})), ${word.text})`, [N], { element: "int", bound: 5, reach: 5 });
      return d.name(`sum(${table.text}[${d.take(found).text}] * 0.3, axis: 1) + spread(max(negative_sampling(1 + ${table.text}[:, 0]^2)), ${d.spell(N)})`, [N], { reach: 3 });
    },
  },
  {
    name: "word vectors", places: ["model"],
    make: (d) => {
      const [e, u, v] = [d.given([N, Size.of(3)]), d.given([Size.of(3)]), d.given([Size.of(3)])];
      if (!e || !u || !v) return undefined;
      d.use("neutralize", "along", "equalize", "cosine_similarity");
      const [a, b] = [d.world.fresh("v"), d.world.fresh("v")];
      d.lines.push(`${a}, ${b} = equalize(${u.text} + 2, sin(${v.text}), 1 + ${v.text}^2)`);
      d.take(d.keep({ text: a, shape: u.shape, element: "real", reach: 4 }));
      d.take(d.keep({ text: b, shape: u.shape, element: "real", reach: 4 }));
      return d.name(`cosine_similarity(neutralize(${e.text}, 1 + ${v.text}^2), spread(tanh(${a}) - tanh(${b}), ${d.spell(N)}, axis: 0), eps: 0.1)`, [N], { reach: 1 });
    },
  },
];
