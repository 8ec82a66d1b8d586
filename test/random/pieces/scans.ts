import { Size } from "../../../src/types/size.ts";
import { sameShape } from "../../../src/types/tensor.ts";
import { block, hasWidth, isReal, N, type Draft, type Value } from "../draft.ts";
import { elementwise } from "./elementwise.ts";
import { choices } from "./choices.ts";
import { equations } from "./equations.ts";
import { movement } from "./movement.ts";
import { reductions } from "./reductions.ts";
import { sequence, width, type Piece } from "./piece.ts";

/** What may stand in the body of a scan without making an input or a parameter. */
const portable: readonly Piece[] = [...elementwise, ...choices, ...equations, ...movement, ...reductions];

/** An expression of just this shape [N, K], made of something that is there. */
export function fitted(d: Draft, shape: readonly Size[], carries: readonly string[]): string {
  const fresh = (v: Value): boolean => isReal(v) && !carries.includes(v.text);
  const same = d.pick((v) => fresh(v) && sameShape(v.shape, shape));
  if (same && d.chance(0.7)) return same.text;
  const rows = d.pick((v) => fresh(v) && v.shape.length === 2 && v.shape[0]!.equals(shape[0]!) && v.shape[1]!.constant() !== undefined);
  if (rows && d.owns && shape.length === 2 && d.chance(0.6)) {
    d.use("Dense");
    return `Dense(${d.spell(shape[1]!)}, init: glorot_uniform)(${rows.text})`;
  }
  const whatever = d.pick(fresh);
  return whatever ? `fill(mean(sin(${whatever.text})), ${d.written(shape)})` : `fill(0.5, ${d.written(shape)})`;
}

function start(d: Draft, shape: readonly Size[]): string {
  const known = d.chance(0.5) ? d.given(shape) : undefined;
  d.use(known ? "carry from a given state" : "carry from zeros");
  return known?.text ?? `zeros${d.written(shape)}`;
}

function mask(d: Draft, length: Size): string | undefined {
  if (!d.chance(0.4)) return undefined;
  const known = d.pick((v) => v.element === "bool" && sameShape(v.shape, [N, length])) ?? (d.place === "model" ? d.input([N, length], "bool") : undefined);
  if (known) d.use("scan with a mask");
  return known?.text;
}

/** A scan over x [N, T, …] with one carry or two; the body may hold anything that needs no input of its own. */
function scan(d: Draft, x: Value, reverse: boolean): Value | undefined {
  const [length, units] = [x.shape[1]!, width(d)];
  const t = d.world.fresh("t");
  const carries = Array.from({ length: d.random.whole(1, 2) }, () => ({ name: d.world.fresh("h"), shape: [N, units] }));
  if (carries.length > 1) d.use("several carries");
  const where = mask(d, length);
  const head = carries.map((c) => `${c.name} = ${start(d, c.shape)}`).join(", ");

  const captured = d.pool.filter((v) => /^\w+$/.test(v.text) && !v.shape.some((s) => s.equals(length)));
  const body = d.inner("scan", captured);
  const element = d.world.fresh("v");
  body.lines.push(`${element} = ${x.text}[:, ${t}]`);
  body.keep({ ...x, text: element, shape: x.shape.filter((_, i) => i !== 1) });
  for (const { name, shape } of carries) body.keep({ text: name, shape, element: "real", reach: 1 });
  if (body.chance(0.3)) {
    body.use("position as a number");
    body.keep({ text: t, shape: [], element: "int", reach: 5 });
  }
  if (body.chance(0.2)) {
    body.use("draw in a scan");
    body.name(`randn(${body.written([N, units])}) / 4`, [N, units], { reach: 1 });
  }
  if (d.place !== "fn" && body.depth === 1 && body.chance(0.25)) {
    body.use("state in a scan");
    const state = d.world.fresh("m");
    d.lines.push(`state ${state}: [] = 0.5`);
    body.lines.push(`${state} := 0.7 * ${state} + 0.3 * mean(${element})`);
    body.name(`${element} * ${state}`, body.pool.find((v) => v.text === element)!.shape, { reach: x.reach });
  }
  if (body.owns && d.place !== "fn" && hasWidth({ ...x, shape: x.shape.filter((_, i) => i !== 1) }) && body.chance(0.15)) {
    body.use("BatchNorm in a scan");
    body.name(`${element} |> BatchNorm(eps: 0.1)`, body.pool.find((v) => v.text === element)!.shape, { reach: 3 });
  }
  for (let i = d.random.whole(0, 2); i > 0; i -= 1) body.random.pick(portable).make(body);
  const inner = body.depth < 3 ? body.pick((v) => isReal(v) && v.shape.length >= 3 && v.shape[0]!.equals(N)) : undefined;
  if (inner && /^\w+$/.test(inner.text)) {
    body.use("nested scan");
    scan(body, inner, body.chance(0.5));
  }
  for (const { name, shape } of carries) body.lines.push(`${name} = ${d.random.pick(["tanh", "0.5 * sin"])}(${name} + ${fitted(body, shape, carries.map((c) => c.name))})`);
  const yielded = body.chance(0.8) ? body.pick((v) => isReal(v) && v.shape.length >= 1 && v.shape[0]!.equals(N) && v.shape.length <= 3) : undefined;
  const last = carries[0]!;
  const two = yielded !== undefined && body.chance(0.25);
  if (yielded) body.lines.push(`yield ${two ? `[${yielded.text}, ${last.name}]` : yielded.text}`);

  const text = block(`scan ${reverse ? "reverse " : ""}${t} in ${d.spell(length)} with ${head}${where === undefined ? "" : ` where ${where}[:, ${t}]`}`, body.lines);
  const stacked = (shape: readonly Size[]): Size[] => [shape[0]!, length, ...shape.slice(1)];
  const final = { text: last.name, shape: last.shape, element: "real", reach: 1 } as const;
  if (!yielded) {
    d.use("final value of a scan");
    d.lines.push(text);
    return d.keep(final);
  }
  const names = [d.world.fresh("v"), ...(two ? [d.world.fresh("v")] : [])];
  d.lines.push(`${names.join(", ")} = ${text}`);
  if (two) {
    d.use("several yields");
    d.keep({ text: names[1]!, shape: stacked(last.shape), element: "real", reach: 1 });
  }
  if (d.chance(0.4)) {
    d.use("final value of a scan");
    d.keep(final);
  }
  return d.keep({ ...yielded, text: names[0]!, shape: stacked(yielded.shape) });
}

export const scans: readonly Piece[] = [
  { name: "scan forward", places: ["model", "layer", "fn"], make: (d) => { const x = sequence(d); return x && scan(d, x, false); } },
  { name: "scan reverse", places: ["model", "layer", "fn"], make: (d) => { const x = sequence(d); return x && scan(d, x, true); } },
  {
    name: "scan in a scan", places: ["model"],
    make: (d) => {
      const x = d.pick((v) => isReal(v) && v.shape.length === 4 && v.shape[0]!.equals(N)) ?? d.input([N, Size.of(3), Size.of(2), Size.of(2)]);
      return scan(d, x, d.chance(0.5));
    },
  },
];
