import type { Graph, Storage } from "../../src/graph/graph.ts";
import { correct, gradcheck } from "../../src/interpret/gradcheck.ts";
import type { Environment } from "../../src/ops/environment.ts";
import type { GeneratedModel } from "../../src/runtime/model.ts";
import { evaluatePlan } from "../../src/schedule/evaluate.ts";
import type { NdArray } from "../../src/ops/op.ts";
import type { Plan } from "../../src/schedule/plan.ts";
import type { TensorType } from "../../src/types/tensor.ts";
import { classOf, load } from "../emit/run.ts";
import { Random } from "../support/random.ts";
import { compiled, Refused, type Compiled, type CompiledModel, type Options } from "./compiled.ts";
import { rounded, saved, tensors, type Values } from "./files.ts";
import type { RandomModel } from "./generate.ts";
import { distance, expected, quantities, type Expected } from "./rounding.ts";
import { badFormat } from "./variants.ts";
import { validSizes, type Sizes } from "./sizes.ts";

export interface Report {
  /** What is wrong, if anything is: its kind, a colon, the particulars. */
  readonly finding?: string;
  /** Programs that ran, and those in which a decision hung on a rounding: compared in f64 only, or not at all. */
  programs: number;
  undecided: number;
  /** Numbers that were compared, gradients among them as tensors. */
  compared: number;
  gradients: number;
  /** Elements of gradients compared with central differences, and those left out at kinks. */
  differences: number;
  kinks: number;
  /** Largest differences, as shares of what is tolerated. */
  readonly closest: { f32: number; f64: number };
}

/** Runs a model by the interpreter, the evaluator of its plan and a module of each target. Never throws. */
export async function examine(model: Pick<RandomModel, "seed" | "text" | "files">, options: Options = {}): Promise<Report> {
  const report: Report = { programs: 0, undecided: 0, compared: 0, gradients: 0, differences: 0, kinks: 0, closest: { f32: 0, f64: 0 } };
  try {
    const made = compiled(model, options);
    const sample = options.thorough ? 6 : model.seed % 2 === 0 || options.plant ? 4 : 0;
    const examination = new Examination(new Random(model.seed + 1), made, report, options.device);
    await examination.run(options.thorough ? 2 : 1, sample);
    if (options.thorough) {
      await examination.withFixedSizes((sizes) => compiled(model, { ...options, thorough: false, sizes }));
      const finding = badFormat(model);
      if (finding !== undefined) return { ...report, finding };
    }
    return report;
  } catch (error) {
    if (error instanceof Finding) return { ...report, finding: error.message };
    if (error instanceof Refused) return { ...report, finding: `refused: ${error.message}` };
    // Modules come from memory: their addresses are their text.
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...report, finding: `exception: ${told.replace(/data:[^\s:]*:[^\s:]*/g, "module")}` };
  }
}

/** The sizes that a module has. */
function only(sizes: Sizes, names: readonly string[]): Sizes {
  return Object.fromEntries(Object.entries(sizes).filter(([name]) => names.includes(name)));
}

/** Something that should be equal is not. */
class Finding extends Error {}

/** Plans that are ready to run on their targets. */
interface Ready extends Compiled {
  readonly made: readonly { readonly name: string; readonly plan: Plan; readonly emitted: GeneratedModel }[];
}

class Examination {
  private readonly random: Random;
  private readonly model: CompiledModel;
  private readonly report: Report;
  private readonly sizes: Sizes;
  private readonly largest: Sizes;
  private readonly seed: number;
  /** Inputs that the calls of targets leave out. */
  private omitted: readonly string[] = [];
  private readonly device: Options["device"];

  constructor(random: Random, model: CompiledModel, report: Report, device: Options["device"]) {
    this.device = device;
    this.random = random;
    this.model = model;
    this.report = report;
    this.seed = random.whole(0, 1000);
    const { sizes, requirements } = model.steps[0]!.module;
    const found = validSizes(sizes, requirements, random);
    if (!found) throw new Finding(`sizes: nothing satisfies ${requirements.map((r) => `${r.kind} ${r.size}`).join(", ")}`);
    this.sizes = found;
    this.largest = validSizes(sizes, requirements, random, found) ?? found;
  }

  /** Some training steps; of each gradient that many elements are compared with differences. */
  async run(count: number, sample: number): Promise<void> {
    const steps = await Promise.all(this.model.steps.map((step) => this.ready(step)));
    const whole = this.model.whole && (await this.ready(this.model.whole));
    let storages = await this.begin(whole ?? steps[0]!);
    for (let i = 0; i < count; i += 1) {
      const env: Environment = { inputs: this.inputs(), storages, sizes: this.sizes };
      let next: Values = {};
      for (const step of steps) {
        const program = step.programs.find((g) => g.name === "predict")!;
        const wanted = await this.runAll(step, program, env);
        if (i === 0 && sample > 0) this.differences(program, env, sample, wanted.tolerances.get("objective")!.f64);
        if (step === steps[i % steps.length]) next = rounded(wanted.exact.updates);
      }
      for (const graph of whole?.programs ?? []) if (graph.name !== "init") await this.runAll(whole!, graph, env);
      storages = Object.assign({}, storages, next);
    }
  }

  /** One program by everything that can run it. */
  private async runAll({ module, made }: Ready, graph: Graph, env: Environment): Promise<Expected> {
    const wanted = this.expected(graph, env);
    const sizes = only(this.sizes, module.sizes);
    for (const { name, plan, emitted } of made) {
      const outcome = evaluatePlan(plan, graph.name, env);
      this.agree(`evaluator of the plan for ${name}`, graph.name, wanted, (n) => outcome.results.get(n)?.data, (n) => outcome.storages.get(n)?.data, "f64");
      emitted.load(saved(module.storages, env.storages as Values));
      // Where results come at once, there is nothing to wait for.
      const given = await this.call(emitted, graph.name, env, sizes);
      const after = given && tensors(await emitted.save());
      if (given) this.agree(name, graph.name, wanted, (n) => given[n], (n) => after!.get(n), "f32");
    }
    return wanted;
  }

  /** Plans and modules for sizes that are known at compile time compute the same. */
  async withFixedSizes(compile: (sizes: Sizes) => CompiledModel): Promise<void> {
    const fixed = this.fixed(compile);
    const step = this.model.steps.find(({ phase }) => phase === fixed?.phase);
    const program = step?.programs.find((g) => g.name === "predict");
    if (!fixed || !step || !program) return;
    const storages = rounded(this.expected(step.programs.find((g) => g.name === "init")!, this.beginning()).exact.updates);
    const env: Environment = { inputs: this.inputs(), storages: { ...this.clock(), ...storages }, sizes: this.sizes };
    await this.runAll(await this.ready(fixed, " with fixed sizes"), program, env);
  }

  /** A size that became a number may be that of two axes: then its name no longer says which. */
  private fixed(compile: (sizes: Sizes) => CompiledModel): Compiled | undefined {
    try {
      return compile(this.sizes).steps[0];
    } catch (error) {
      if (error instanceof Refused && error.message.startsWith("ambiguous-axis")) return undefined;
      throw error;
    }
  }

  /** Modules are made for sizes that may be larger than those of the calls. */
  private async ready(compiled: Compiled, what = ""): Promise<Ready> {
    const made = [];
    const largest = only(this.largest, compiled.module.sizes);
    for (const { target: { name, emit }, plan } of compiled.plans) {
      const module = await load(emit(plan));
      made.push({ name: `${name}${what}`, plan, emitted: await classOf(module[compiled.module.name]).create({ ...largest, seed: this.seed, ...(this.device && { device: this.device }) }) });
    }
    return { ...compiled, made };
  }

  /** The first values of everything that is stored; parameters are moved a little, as zeros and ones hide mistakes. */
  private async begin({ module, programs, made }: Ready): Promise<Values> {
    const env = this.beginning();
    const wanted = this.expected(programs.find((g) => g.name === "init")!, env);
    for (const { name, plan, emitted } of made) {
      const outcome = evaluatePlan(plan, "init", env);
      this.agree(`evaluator of the plan for ${name}`, "init", wanted, () => undefined, (n) => outcome.storages.get(n)?.data, "f64");
      const stored = tensors(await emitted.save());
      this.agree(name, "init", wanted, () => undefined, (n) => stored.get(n), "f32");
    }
    const start: Record<string, NdArray> = { ...this.clock(), step: number(this.random.whole(0, 3)), epoch: number(this.random.whole(0, 2)), ...rounded(wanted.exact.updates) };
    const moved = ({ shape, data }: NdArray): NdArray => ({ shape, data: data.map((x) => Math.fround(x + this.random.between(-0.2, 0.2))) });
    const isParameter = ({ role }: Storage): boolean => role === "param";
    for (const { name } of module.storages.filter(isParameter)) start[name] = moved(start[name]!);
    return start;
  }

  private clock(): Values {
    return { seed: number(this.seed), step: number(0), epoch: number(0) };
  }

  private beginning(): Environment {
    return { inputs: {}, storages: this.clock(), sizes: this.sizes };
  }

  private inputs(): Values {
    const { inputs } = this.model.steps[0]!.module;
    const draw = ({ dtype, shape, bound }: TensorType): NdArray => {
      const extents = shape.map((s) => s.evaluate(this.sizes));
      const limit = bound?.evaluate(this.sizes) ?? (dtype === "bool" ? 2 : 6);
      const one = dtype === "f32" ? () => Math.fround(this.random.between(-1.5, 1.5)) : () => this.random.whole(0, limit - 1);
      return { shape: extents, data: Float64Array.from({ length: extents.reduce((a, b) => a * b, 1) }, one) };
    };
    const left = ({ shape, data }: NdArray, value: number): NdArray => ({ shape, data: data.map(() => value) });
    this.omitted = inputs.flatMap((i) => (i.default !== undefined && this.random.next() < 0.5 ? [i.name] : []));
    return Object.fromEntries(inputs.map(({ name, type, default: value }) => [name, this.omitted.includes(name) ? left(draw(type), value!) : draw(type)]));
  }

  /** One program of a generated module; undefined for what it does not have. */
  private call(model: GeneratedModel, name: string, env: Environment, sizes: Sizes): Readonly<Record<string, ArrayLike<number> | number>> | undefined {
    const batch = Object.fromEntries(Object.entries(env.inputs).filter(([input]) => !this.omitted.includes(input)).map(([input, { data }]) => [input, data]));
    const options = { sizes };
    if (name === "predict") return "predict" in model ? model.predict(batch, options) : undefined;
    if (name === "evaluate") return "evaluate" in model ? model.evaluate(batch, options) : undefined;
    if (name === "measure") {
      model.measure?.(batch, options);
      return {};
    }
    const phase = name.split(".")[1];
    return model.train(batch, { ...options, ...(phase !== undefined && { phase }) });
  }

  private expected(graph: Graph, env: Environment): Expected {
    const wanted = expected(graph, env);
    this.report.programs += 1;
    this.report.undecided += Number(wanted.undecided);
    for (const { key, data } of quantities(wanted.exact)) {
      if (!data.every(Number.isFinite)) throw new Finding(`not finite: ${graph.name}, ${key}`);
    }
    return wanted;
  }

  private agree(who: string, program: string, wanted: Expected, result: (name: string) => ArrayLike<number> | number | undefined, storage: (name: string) => ArrayLike<number> | undefined, precision: "f32" | "f64"): void {
    if (wanted.lost || (wanted.undecided && precision === "f32")) return;
    for (const { key, name, role, data } of quantities(wanted.exact)) {
      const found = (role === "result" ? result : storage)(name) ?? [];
      const tolerance = wanted.tolerances.get(key)![precision];
      const off = distance(data, typeof found === "number" ? [found] : found);
      this.report.compared += data.length;
      this.report.gradients += Number(name.startsWith("d "));
      if (!(off <= tolerance)) throw new Finding(`${who}: ${key} of ${program} is off by ${off}, more than ${tolerance}`);
      this.report.closest[precision] = Math.max(this.report.closest[precision], off === 0 ? 0 : off / tolerance);
    }
  }

  /** The gradients of a step against central differences; where one was declared constant there is nothing to compare with. */
  private differences(program: Graph, env: Environment, sample: number, exact: number): void {
    if (isHeldConstant(program)) return;
    const [objective, ...others] = program.results;
    const gradient = { ...program, results: [objective!, ...others.filter((r) => r.name.startsWith("d "))], updates: [] };
    const storages = new Map(Object.entries(env.storages as Values));
    for (const { name, error, checked, kinks } of gradcheck(gradient, { ...env, storages }, { sample, exact, seed: this.random.whole(1, 1e6) })) {
      this.report.differences += checked;
      this.report.kinks += kinks;
      if (!(error <= correct)) throw new Finding(`derivative: d ${name} differs from differences by ${error}`);
    }
  }
}

function number(value: number): NdArray {
  return { shape: [], data: Float64Array.of(value) };
}

/** Whether something in a program is a constant to derivatives alone. */
function isHeldConstant({ nodes }: Graph): boolean {
  return nodes.some(({ op, region }) => op.name === "stop_gradient" || (region !== undefined && isHeldConstant(region)));
}
