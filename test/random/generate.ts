import { Size } from "../../src/types/size.ts";
import { Random } from "../support/random.ts";
import { block, Draft, N, Unwritable, World, type Value } from "./draft.ts";
import { pieces, topics } from "./pieces/all.ts";
import type { Piece } from "./pieces/piece.ts";
import { training } from "./training.ts";

export interface RandomModel {
  readonly seed: number;
  readonly text: string;
  /** Files that it imports, by name. */
  readonly files: ReadonlyMap<string, string>;
  /** The constructs in it, by the names of pieces and finer ones. */
  readonly uses: ReadonlySet<string>;
}

const augmentations = ["mirror", "random_crop(5, 4)", "random_shift(1)", "colour_shift(0.2)", "pca_colour()"];

/** Pieces in an order that mixes topics, the same for all seeds. */
const order = new Random(1).shuffled(pieces);

/** The valid model of a seed. Model s begins with two pieces of the list, so that 100 models meet most of them. */
export function randomModel(seed: number): RandomModel {
  const world = new World(new Random(seed * 2654435761));
  const d = new Draft(world, "model");
  d.sizes.set("N", N);
  const first = [order[(2 * seed) % order.length]!, order[(2 * seed + 1) % order.length]!];
  if (d.chance(0.08)) augmented(d);
  for (const piece of first) attempt(d, piece);
  for (let more = d.random.whole(0, 3); more > 0; more -= 1) attempt(d, d.random.pick(d.random.pick(topics)));
  const model = finish(d);
  const declared = world.declarations.join("\n\n");
  const names = [...declared.matchAll(/^(?:layer|fn|optimizer) (\w+)/gm)].map((m) => m[1]!);
  if (names.length === 0 || !d.chance(0.25)) return { seed, text: `${[declared, model].filter((t) => t !== "").join("\n\n")}\n`, files: new Map(), uses: world.uses };
  d.use("import");
  return { seed, text: `import { ${names.join(", ")} } from "./parts.nnet"\n\n${model}\n`, files: new Map([["parts.nnet", `${declared}\n`]]), uses: world.uses };
}

function attempt(d: Draft, piece: Piece): void {
  if (piece.places && !piece.places.includes(d.place)) return;
  const [lines, pool] = [d.lines.length, d.pool.length];
  try {
    if (piece.make(d)) d.use(piece.name);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    // Inputs stay, as a model may have more than it uses; what was written of the piece goes.
    const kept = d.pool.slice(pool).filter((v) => d.world.inputs.some((i) => i.startsWith(`input ${v.text}:`)));
    d.lines.length = lines;
    d.pool.length = pool;
    d.pool.push(...kept);
  }
}

function augmented(d: Draft): void {
  d.use("augment");
  d.world.augment = d.random.pick(augmentations);
  d.use(d.world.augment.split("(")[0]!);
  d.input([N, Size.of(5), Size.of(4), Size.of(2)], "real", undefined, "image");
}

/** Losses of whatever is left over, outputs, metrics and training. */
function finish(d: Draft): string {
  const { world } = d;
  // Somewhere a parameter must lead to the loss.
  const ends = d.pool.filter((v) => !world.used.has(v));
  const weight = d.parameter([]);
  const reals = ends.filter((v) => v.element === "real");
  const terms = reals.map((v) => term(d, v));
  terms.push(`${weight.text}^2 * 0.3`, ...(reals.length === 0 ? d.pool.filter((v) => v.element === "real").slice(-2).map((v) => term(d, v)) : []));
  const count = Math.min(terms.length, d.random.whole(1, 3));
  if (count > 1) d.use("several losses");
  const names = Array.from({ length: count }, () => world.fresh("loss"));
  const losses = names.map((name, i) => `loss ${name} = ${terms.filter((_, j) => j % count === i).join(" + ")}`);
  const outputs = d.random.shuffled(d.pool.filter((v) => /^\w+$/.test(v.text))).slice(0, d.random.whole(0, 2)).map((v) => output(d, v));
  const metrics = [...reals.slice(0, 1), ...ends.filter((v) => v.element !== "real").slice(0, 2)].map((v) => metric(d, v));
  return block(`model Random`, [...world.inputs, ...d.lines, ...losses, ...new Set(outputs), ...metrics, ...training(d, names)]);
}

/** A number that depends on every element of a value, each in its own way. */
function term(d: Draft, { text, shape }: Value): string {
  if (shape.length === 0) return d.random.pick([`sin(${text})`, `0.5 * ${text}`, `(${text} - 0.3)^2`]);
  return d.random.pick([`mean(sin(${text}))`, `mean(${text}^2) / 3`, `squared_error(${text}, cos(3 * ${text}))`, `mean(${text} * tanh(${text} + 1))`, `sum(sin(${text})) / 5`]);
}

function output(d: Draft, { text, element }: Value): string {
  d.use(`output ${element}`);
  return d.chance(0.5) ? `output ${text}` : `output ${d.world.fresh("y")} = ${element === "real" ? `2 * ${text}` : text}`;
}

function metric(d: Draft, { text, element }: Value): string {
  d.use(`metric ${element}`);
  return `metric ${d.world.fresh("q")} = ${element === "bool" ? `mean(${text})` : element === "int" ? `sum(${text})` : text}`;
}
