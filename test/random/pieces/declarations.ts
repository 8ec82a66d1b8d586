import { Size } from "../../../src/types/size.ts";
import { block, Draft, hasWidth, isReal, N, Unwritable, type Value } from "../draft.ts";
import { any, applied, features, width, type Piece } from "./piece.ts";
import { elementwise } from "./elementwise.ts";
import { choices } from "./choices.ts";
import { equations } from "./equations.ts";
import { library } from "./library.ts";
import { movement } from "./movement.ts";
import { reductions } from "./reductions.ts";
import { scans } from "./scans.ts";

const inFunctions: readonly Piece[] = [...elementwise, ...choices, ...equations, ...movement, ...reductions, ...scans];
const inLayers: readonly Piece[] = [...inFunctions, ...library];

/** A tensor parameter of a declaration: its type in names of the declaration's own, which the body may use. */
function argument(inner: Draft, x: Value, first: boolean): string {
  const name = inner.world.fresh("x");
  const plain = first && x.element === "real" && inner.chance(0.2);
  if (plain) {
    inner.use("tensor without a type");
    inner.keep({ ...x, text: name });
    return name;
  }
  const sizes = x.shape.map((size) => {
    if (size.equals(N) && inner.sizes.get("N")?.equals(N)) return "N";
    const known = [...inner.sizes].find(([, s]) => s.equals(size));
    if (known && known[0] !== "N") return known[0];
    const fresh = size.equals(N) ? "N" : inner.world.fresh("S");
    inner.sizes.set(fresh, size);
    return fresh;
  });
  inner.keep({ ...x, text: name });
  const type = x.element === "bool" ? "bool" : x.element === "int" ? (x.bound === undefined ? "int" : "index(_)") : "";
  return `${name}: ${type}[${sizes.join(", ")}]`;
}

/** Some statements, and a value that depends on what was given. */
function body(inner: Draft, pieces: readonly Piece[], count: number): Value {
  for (let tries = 0, made = 0; made < count && tries < 8; tries += 1) {
    const piece = inner.random.pick(pieces);
    if (piece.places && !piece.places.includes(inner.place)) continue;
    const before = [inner.lines.length, inner.pool.length];
    try {
      if (piece.make(inner)) {
        inner.use(piece.name);
        made += 1;
        continue;
      }
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
    }
    inner.lines.length = before[0]!;
    inner.pool.length = before[1]!;
  }
  return inner.pool.findLast((v) => isReal(v) && v.text.match(/^[vew]\d+$/)) ?? inner.pool.find(isReal)!;
}

/** The declared type of a result, where its sizes can be written. */
function result(inner: Draft, { shape }: Value): string {
  if (!inner.chance(0.5)) return "";
  const texts = shape.map((s) => inner.spell(s));
  return texts.every((t) => !t.includes("shape")) ? ` -> [${texts.join(", ")}]` : "";
}

function layer(d: Draft, x: Value, features: readonly ("state" | "hyper" | "two")[]): Value {
  const { world } = d;
  const inner = new Draft(world, "layer", true, d.depth + 1);
  const second = features.includes("two") ? d.pick((v) => isReal(v) && v !== x) : undefined;
  const arguments_ = [argument(inner, x, true), ...(second ? [argument(inner, second, false)] : [])];
  const hyper: string[] = [];
  const given: string[] = [];
  const input = inner.pool[0]!;
  if (features.includes("hyper")) {
    const [rate, flag] = [world.fresh("rate"), world.fresh("flag")];
    hyper.push(`${rate} = 0.5`, `${flag} = true`, "init = glorot_uniform");
    d.use("hyper-parameters with defaults", "if as a statement");
    if (d.chance(0.5)) given.push(d.chance(0.5) ? "0.25" : `${flag}: false`);
    const name = world.fresh("v");
    inner.lines.push(`${name} = ${rate} * ${input.text}`, `if ${flag} and ${rate} < 1 {\n  ${name} = ${name} + 1\n} else {\n  ${name} = sin(${name})\n}`);
    inner.keep({ ...input, text: name, reach: input.reach + 1 });
  }
  if (features.includes("state")) {
    const channels = x.shape.at(-1)!;
    const [running, y] = [world.fresh("m"), world.fresh("v")];
    d.use("state of a layer", "if training", "update of a state");
    inner.lines.push(
      `state ${running}: ${inner.written([channels])} = ${d.random.pick(["0", "1"])}`,
      `if training {\n  ${running} := 0.9 * ${running} + 0.1 * mean(${input.text}, axis: leading)\n  ${y} = ${input.text} - mean(${input.text}, axis: leading)\n} else {\n  ${y} = ${input.text} - ${running}\n}`,
    );
    inner.keep({ ...input, text: y, reach: 2 * input.reach });
  }
  if (hasWidth(input) && d.chance(0.7)) {
    const units = width(d);
    const w = inner.parameter([input.shape.at(-1)!, units]);
    inner.name(`${inner.pool.at(-2)?.shape.length === input.shape.length && inner.pool.at(-2)!.shape.at(-1)!.equals(input.shape.at(-1)!) ? inner.pool.at(-2)!.text : input.text} @ ${w.text}`, [...input.shape.slice(0, -1), units], { reach: 3 * input.reach });
  }
  const value = body(inner, inLayers, d.random.whole(1, 3));
  const name = world.fresh("Layer");
  const lists = hyper.length > 0 ? `(${hyper.join(", ")})(${arguments_.join(", ")})` : `${d.chance(0.5) ? "()" : ""}(${arguments_.join(", ")})`;
  const doc = d.chance(0.3) ? "/// A layer of its own.\n" : "";
  world.declarations.push(doc + block(`layer ${name}${lists}${result(inner, value)}`, [...inner.lines, `return ${value.text}`]));
  return applied(d, x, `${name}(${given.join(", ")})`, value.shape, value.reach, second?.text);
}

function fn(d: Draft, x: Value, local: boolean): Value {
  const { world } = d;
  const inner = new Draft(world, "fn", false, d.depth + 1);
  const head = argument(inner, x, true);
  const scale = world.fresh("scale");
  const twoLists = d.chance(0.5);
  if (twoLists) {
    d.use("function with two lists");
    inner.name(`${scale} * ${inner.pool[0]!.text}`, x.shape, { reach: 2 * x.reach });
  }
  const value = body(inner, inFunctions, d.random.whole(1, 3));
  const name = world.fresh("f");
  const signature = `fn ${name}${twoLists ? `(${scale} = 0.7)` : ""}(${head})${result(inner, value)}`;
  const short = inner.lines.length === 1 && /^v\d+ = /.test(inner.lines[0]!) && inner.lines[0]!.startsWith(`${value.text} = `);
  const text = short ? `${signature} = ${inner.lines[0]!.slice(value.text.length + 3)}` : block(signature, [...inner.lines, `return ${value.text}`]);
  if (short) d.use("function of one line");
  if (local) d.lines.push(text);
  else world.declarations.push(text);
  const call = twoLists ? d.random.pick([`${name}()(${x.text})`, `${x.text} |> ${name}(2)`, `${name}(${scale}: 0.3)(${x.text})`]) : d.random.pick([`${name}(${x.text})`, `${x.text} |> ${name}`]);
  return d.name(call, value.shape, { reach: 3 * value.reach });
}

/** Layers and functions of the user's own. */
export const declarations: readonly Piece[] = [
  { name: "layer", places: ["model"], make: (d) => { const x = any(d, 2); return x && layer(d, x, []); } },
  { name: "layer of a sequence", places: ["model"], make: (d) => { const x = d.given([N, Size.of(3), width(d)]); return x && layer(d, x, ["hyper"]); } },
  { name: "layer with state", places: ["model"], make: (d) => { const x = features(d); return x && layer(d, x, ["state"]); } },
  { name: "layer with hyper-parameters", places: ["model"], make: (d) => { const x = any(d, 2); return x && layer(d, x, ["hyper"]); } },
  { name: "layer of two tensors", places: ["model"], make: (d) => { const x = any(d, 1); return x && layer(d, x, ["two", "hyper"]); } },
  { name: "function", places: ["model"], make: (d) => { const x = any(d, 1); return x && fn(d, x, false); } },
  { name: "function inside a model", places: ["model"], make: (d) => { const x = any(d, 1); return x && fn(d, x, true); } },
  {
    name: "state of a model", places: ["model"],
    make: (d) => {
      const x = features(d);
      const name = d.world.fresh("m");
      if (!x) return undefined;
      d.lines.push(`state ${name}: [] = 0.5`, `${name} := 0.8 * ${name} + 0.2 * mean(${x.text})`);
      return d.name(`${x.text} - ${name}`, x.shape, { reach: x.reach + 1 });
    },
  },
  {
    name: "layer chosen by size", places: ["model"],
    make: (d) => {
      const x = features(d);
      const name = d.world.fresh("Layer");
      if (!x) return undefined;
      d.world.declarations.push(`layer ${name}(units)(x: [N, D]) -> [N, units] {\n  param gain: [units] ~ ones\n  shortcut = if D == units then x else x |> Dense(units, bias: false)\n  return tanh(x @ ones([D, units]) / D + gain * shortcut)\n}`);
      const units = width(d);
      return applied(d, x, `${name}(${units})`, [N, units], 1);
    },
  },
  {
    name: "layer that brings values along", places: ["model"],
    make: (d) => {
      const x = features(d);
      if (!x) return undefined;
      const [name, net, y, z] = [d.world.fresh("Layer"), d.world.fresh("net"), d.world.fresh("v"), d.world.fresh("v")];
      d.world.declarations.push(`layer ${name}()(x: [N, D]) -> [N, D] {\n  y = x |> Dense(D) |> tanh\n  return y with mean(x, axis: -1)\n}`);
      d.world.parts.push(net);
      d.lines.push(`${net} = ${name}()`, `${y}, ${z} = ${net}(${x.text})`);
      d.keep({ text: z, shape: [N], element: "real", reach: x.reach });
      return d.keep({ text: y, shape: x.shape, element: "real", reach: 1 });
    },
  },
  {
    name: "input with a default", places: ["model"],
    make: (d) => {
      const x = features(d);
      const name = d.world.fresh("x");
      if (!x) return undefined;
      d.world.inputs.push(`input ${name}: ${d.written(x.shape)} = ${d.random.pick(["0", "0.5"])}`);
      return d.name(`${x.text} + sin(${name})`, x.shape, { reach: x.reach + 1 });
    },
  },
  {
    name: "layer of a list of widths", places: ["model"],
    make: (d) => {
      const x = features(d);
      const name = d.world.fresh("Stack");
      if (!x) return undefined;
      d.world.declarations.push(`layer ${name}(widths)(x) {\n  hidden = x |> Dense(widths[0]) |> tanh\n  return hidden |> Dense(widths[1])\n}`);
      return applied(d, x, `${name}([3, 2])`, [N, Size.of(2)], 3);
    },
  },
];
