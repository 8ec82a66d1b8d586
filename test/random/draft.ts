import { Size } from "../../src/types/size.ts";
import { sameShape } from "../../src/types/tensor.ts";
import type { Random } from "../support/random.ts";

export type Element = "real" | "int" | "bool";

/** An expression that is known to make sense where it stands. */
export interface Value {
  readonly text: string;
  readonly shape: readonly Size[];
  readonly element: Element;
  /** K of `index(K)`. */
  readonly bound?: number;
  /** Its elements are hardly larger than this, so that nothing overflows. */
  readonly reach: number;
}

export type Place = "model" | "layer" | "fn" | "scan";

/** What all parts of one model share. */
export class World {
  readonly random: Random;
  readonly uses = new Set<string>();
  /** Top-level layers, functions and optimizers. */
  readonly declarations: string[] = [];
  readonly inputs: string[] = [];
  readonly used = new Set<Value>();
  /** What `over` may name. */
  readonly parts: string[] = [];
  /** Instances, for `l2`. */
  readonly instances: string[] = [];
  augment: string | undefined;
  private count = 0;

  constructor(random: Random) {
    this.random = random;
  }

  fresh(prefix: string): string {
    this.count += 1;
    return `${prefix}${this.count}`;
  }
}

export const N = Size.symbol("N");
const one = Size.of(1);

export type Details = Partial<Pick<Value, "element" | "bound" | "reach">>;

/** A body under construction: statements, and the values that later ones may use. */
export class Draft {
  readonly lines: string[] = [];
  readonly pool: Value[] = [];
  readonly world: World;
  readonly place: Place;
  /** Whether layers may be constructed here. */
  readonly owns: boolean;
  /** How many bodies are around this one. */
  readonly depth: number;
  /** Names of sizes that can be written here. */
  readonly sizes = new Map<string, Size>();

  constructor(world: World, place: Place, owns = true, depth = 0) {
    this.world = world;
    this.place = place;
    this.owns = owns;
    this.depth = depth;
  }

  get random(): Random {
    return this.world.random;
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  use(...constructs: readonly string[]): void {
    for (const construct of constructs) this.world.uses.add(construct);
  }

  /** `v7 = text`. What has grown large is made small again. */
  name(text: string, shape: readonly Size[], details: Details = {}, prefix = "v"): Value {
    const element = details.element ?? "real";
    const reach = details.reach ?? 2;
    const name = this.world.fresh(prefix);
    const large = element === "real" && reach > 6;
    const tamed = large ? this.random.pick([`tanh((${text}) / ${round(reach)})`, `(${text}) / ${round(reach)}`, `softsign(${text})`]) : text;
    this.lines.push(`${name} = ${tamed}`);
    return this.keep({ text: name, shape, element, reach: large ? 1 : reach, ...(details.bound !== undefined && { bound: details.bound }) });
  }

  keep(value: Value): Value {
    this.pool.push(value);
    return value;
  }

  /** A value of the pool, later ones more often. */
  pick(fits: (value: Value) => boolean): Value | undefined {
    const fitting = this.pool.filter(fits);
    if (fitting.length === 0) return undefined;
    const at = Math.floor(fitting.length * Math.sqrt(this.random.next()));
    return this.take(fitting[Math.min(at, fitting.length - 1)]!);
  }

  take(value: Value): Value {
    this.world.used.add(value);
    return value;
  }

  /** A value of just this type: one that is there, an input or a parameter. */
  given(shape: readonly Size[], element: Element = "real", bound?: number): Value | undefined {
    const known = (v: Value): boolean => v.element === element && sameShape(v.shape, shape) && (bound === undefined || v.bound === bound);
    const found = this.chance(0.7) ? this.pick(known) : undefined;
    return found ?? this.fresh(shape, element, bound) ?? this.pick(known);
  }

  /** A new input or parameter, where there can be one. */
  fresh(shape: readonly Size[], element: Element = "real", bound?: number): Value | undefined {
    const constant = shape.every((s) => s.constant() !== undefined);
    if (this.place === "model" && shape[0]?.equals(N)) return this.input(shape, element, bound);
    if (element !== "real" || !constant || (this.place !== "model" && this.place !== "layer")) return undefined;
    return this.parameter(shape);
  }

  input(shape: readonly Size[], element: Element = "real", bound?: number, name = this.world.fresh(element === "real" ? "x" : element === "int" ? "k" : "b")): Value {
    const type = element === "real" ? "" : element === "bool" ? "bool" : bound === undefined ? "int" : `index(${bound})`;
    this.use(`input ${type.replace(/\(.*/, "") || "real"}`);
    const written = this.written(shape);
    // Inputs come first: no value is there whose shape they could name.
    if (written.includes("shape(")) throw new Unwritable(`an input of the shape ${written}`);
    this.world.inputs.push(`input ${name}: ${type}${written}`);
    return this.keep({ text: name, shape, element, reach: element === "int" ? (bound ?? 10) : 1.5, ...(bound !== undefined && { bound }) });
  }

  parameter(shape: readonly Size[]): Value {
    const name = this.world.fresh("w");
    const scales = ["normal(0, 0.5)", "uniform(-1, 1)", "ones", "zeros", "0.3", ""];
    const init = this.random.pick(shape.length > 1 ? ["glorot_uniform", "he_normal", "xavier_normal", "glorot_normal", "he_uniform", ...scales] : scales);
    this.lines.push(`param ${name}: ${this.written(shape)}${init && ` ~ ${init}`}`);
    this.use(this.place === "model" ? "param of a model" : "param of a layer");
    if (this.place === "model") this.world.parts.push(name);
    return this.keep({ text: name, shape, element: "real", reach: 1.5 });
  }

  /** A size as it can be written here. */
  spell(size: Size): string {
    for (const [name, known] of this.sizes) if (known.equals(size) && (size.constant() === undefined || this.chance(0.5))) return name;
    if (size.constant() !== undefined) return String(size);
    for (const [name, known] of this.sizes) {
      for (const k of [2, 3]) if (known.mul(k).equals(size)) return `${k}*${name}`;
      for (const k of [1, 2, 3]) {
        if (known.add(k).equals(size)) return `${name} + ${k}`;
        if (known.sub(k).equals(size)) return `${name} - ${k}`;
      }
    }
    for (const { text, shape } of this.pool) {
      const axis = shape.findIndex((s) => s.equals(size));
      if (axis >= 0 && /^\w+$/.test(text)) return `shape(${text})[${axis}]`;
    }
    throw new Unwritable(`the size ${size} cannot be written here`);
  }

  written(shape: readonly Size[]): string {
    return `[${shape.map((s) => this.spell(s)).join(", ")}]`;
  }

  /** A body inside of this one, which sees its values. */
  inner(place: Place, values: readonly Value[] = this.pool): Draft {
    const inner = new Draft(this.world, place, place === "scan" ? this.owns : place !== "fn", this.depth + 1);
    inner.pool.push(...values);
    for (const [name, size] of this.sizes) inner.sizes.set(name, size);
    return inner;
  }
}

/** A piece found no way to write what it wanted: the generator tries another one. */
export class Unwritable extends Error {}

export function product(shape: readonly Size[]): Size {
  return shape.reduce((a, b) => a.mul(b), one);
}

export const isReal = (v: Value): boolean => v.element === "real";

/** The last axis is a number, so that weights can have it. */
export const hasWidth = (v: Value): boolean => isReal(v) && v.shape.length >= 2 && v.shape.at(-1)!.constant() !== undefined;

export function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.join("\n").replace(/^/gm, "  ")}\n}`;
}

function round(x: number): string {
  return String(Number(x.toPrecision(2)));
}
