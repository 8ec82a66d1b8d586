import type { Graph } from "../graph/graph.ts";
import { type Environment, valueNamed } from "../ops/environment.ts";
import type { NdArray } from "../ops/op.ts";
import { derivative, rounding } from "./differences.ts";
import { interpret } from "./interpret.ts";
import { numbers, type Numbers } from "./numbers.ts";
import { Rerun } from "./rerun.ts";

export interface ParameterCheck {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Elements that were compared. */
  readonly checked: number;
  /** Elements left out because the loss has a kink within reach of the differences. */
  readonly kinks: number;
  /**
   * |d - d'| / (|d| + |d'|), norms over the compared elements. Where both are so small that differences of the loss cannot
   * resolve them, the denominator is what would make just that resolution 1e-7: a gradient of zero is not asked for more.
   */
  readonly error: number;
}

/** The bound of the lecture for "correct". */
export const correct = 1e-7;

export interface GradcheckOptions {
  /** The most elements of a parameter that are compared; of larger ones a random choice. */
  readonly sample?: number;
  readonly seed?: number;
  /** How exact the loss is; 8 roundings of its size unless said, which is too little where it is a small difference of large numbers. */
  readonly exact?: number;
}

/**
 * Compares the gradients that a program hands out with central differences of its loss. The program's first result is the
 * loss; each other one, called `d name`, is the gradient of the storage `name`. Derivatives must have been expanded.
 */
export function gradcheck(program: Graph, env: Environment, options: GradcheckOptions = {}): ParameterCheck[] {
  const [loss, ...gradients] = program.results;
  if (!loss) throw new Error(`the program ${program.name} has no results`);
  const { results } = interpret(program, env);
  const rerun = new Rerun(program, loss.node, env);
  const random = numbers(options.seed ?? 1);
  return gradients.map(({ name }) => checkParameter(name.replace(/^d /, ""), results.get(name)!, rerun, env, options, random));
}

function checkParameter(name: string, gradient: NdArray, rerun: Rerun, env: Environment, { sample = 200, exact }: GradcheckOptions, random: Numbers): ParameterCheck {
  const start = valueNamed(env.storages, name);
  if (!start) throw new Error(`the parameter ${JSON.stringify(name)} has no value`);
  const centre = rerun.value().data[0]!;
  const scale = norm(gradient.data) / Math.sqrt(Math.max(1, gradient.data.length));
  const analytic: number[] = [];
  const numeric: number[] = [];
  const resolutions: number[] = [];
  let kinks = 0;
  for (const i of chosen(gradient.data.length, sample, random)) {
    const lossAt = (x: number): number => {
      const data = start.data.slice();
      data[i] = x;
      return rerun.with(name, { shape: start.shape, data }).data[0]!;
    };
    const difference = derivative(lossAt, start.data[i]!, centre, scale, Math.max(exact ?? 0, rounding(centre)));
    if (difference.kind === "kink") kinks += 1;
    else {
      analytic.push(gradient.data[i]!);
      numeric.push(difference.value);
      resolutions.push(difference.resolution);
    }
  }
  const floor = norm(resolutions) / correct;
  const distance = norm(analytic.map((d, i) => d - numeric[i]!));
  const error = distance === 0 ? 0 : distance / Math.max(norm(analytic) + norm(numeric), floor);
  return { name, shape: gradient.shape, elements: gradient.data.length, checked: analytic.length, kinks, error };
}

function norm(values: Iterable<number>): number {
  let sum = 0;
  for (const v of values) sum += v * v;
  return Math.sqrt(sum);
}

/** All indices below `length`, or a random choice of `most` of them, in order. */
function chosen(length: number, most: number, random: Numbers): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (length <= most) return all;
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(random.uniform() * (length - i));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, most).sort((a, b) => a - b);
}
