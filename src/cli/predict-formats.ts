import type { Legend } from "../data/table.ts";
import type { Quantities } from "../runtime/model.ts";
import type { ModuleInterface } from "../schedule/plan.ts";
import { mosaic, picturesAmong, type Picture } from "./mosaic.ts";

export interface Writer {
  readonly head: string;
  /** The outputs of a minibatch of `count` examples. */
  readonly rows: (outputs: Quantities, count: number, first: boolean) => string;
  readonly foot: () => string | Uint8Array;
}

export interface WriterOptions {
  /** The names that whole numbers stand for. */
  readonly legend: Legend;
  /** How many pixels wide and high a pixel of a picture becomes. */
  readonly zoom: number;
}

type Outputs = ModuleInterface["outputs"];

/** By the name that `--format` takes, which is also what the names of such files end in. */
export const writers: ReadonlyMap<string, (outputs: Outputs, options: WriterOptions) => Writer> = new Map([
  ["json", json],
  ["csv", csv],
  ["png", png],
]);

/** An object with the names that whole numbers stand for and an array of examples; of each the outputs by name, flat and row-major. */
function json(outputs: Outputs, { legend }: WriterOptions): Writer {
  const names = Object.entries(legend).map(([what, list]) => `${JSON.stringify(what)}:${JSON.stringify(list)},`).join("");
  const shapes = Object.fromEntries(outputs.map(({ name, type }) => [name, type.shape.slice(1).map(String)]));
  return {
    head: `{"version":1,"shapes":${JSON.stringify(shapes)},${names}"examples":[`,
    rows: (values, count, first) =>
      Array.from({ length: count }, (_, i) => {
        const example = Object.fromEntries(outputs.map(({ name, type }) => [name, valueOf(part(values, name, i, count), type.shape.length)]));
        return `${first && i === 0 ? "\n" : ",\n"}${JSON.stringify(example)}`;
      }).join(""),
    foot: () => "\n]}\n",
  };
}

/** A heading, then a line for each example: `probs[0],probs[1],…`. */
function csv(outputs: Outputs): Writer {
  return {
    head: "",
    rows: (values, count, first) => {
      const heading = outputs.flatMap(({ name, type }) => part(values, name, 0, count).map((_, j) => (type.shape.length <= 1 ? name : `${name}[${j}]`)));
      const lines = Array.from({ length: count }, (_, i) => outputs.flatMap(({ name }) => part(values, name, i, count)).join(","));
      return [...(first ? [heading.join(",")] : []), ...lines, ""].join("\n");
    },
    foot: () => "",
  };
}

/** One picture of all that are pictures: those of an example side by side, the examples as a grid. */
function png(outputs: Outputs, { zoom }: WriterOptions): Writer {
  const drawn = picturesAmong(outputs);
  const examples: Picture[][] = [];
  return {
    head: "",
    rows: (values, count) => {
      for (let i = 0; i < count; i++) examples.push(drawn.map((kind) => ({ ...kind, values: share(values, kind.name, i, count).slice() })));
      return "";
    },
    foot: () => mosaic(examples, zoom),
  };
}

/** The values of output `name` for example `i` of `count`, as decimals. */
function part(values: Quantities, name: string, i: number, count: number): number[] {
  return Array.from(share(values, name, i, count), shortest);
}

/** The same as they are, until the next call of the model. */
function share(values: Quantities, name: string, i: number, count: number): Float32Array | Int32Array {
  const value = values[name] ?? new Float32Array();
  if (typeof value === "number") return Float32Array.of(value);
  const stride = value.length / count;
  return value.subarray(i * stride, (i + 1) * stride);
}

function valueOf(values: readonly number[], rank: number): number | readonly number[] {
  return rank <= 1 ? values[0]! : values;
}

/** The shortest decimal that is this f32. */
function shortest(value: number): number {
  if (Number.isInteger(value)) return value;
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
