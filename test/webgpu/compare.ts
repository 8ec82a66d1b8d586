import { targets } from "../../src/emit/targets.ts";
import type { Graph, Node } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import type { Environment } from "../../src/ops/environment.ts";
import type { NdArray } from "../../src/ops/op.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import type { GpuDevice, GpuProvider } from "../../src/runtime/gpu-types.ts";
import { schedule } from "../../src/schedule/schedule.ts";
import { generator, moduleOf, Net, randomArray } from "../schedule/support.ts";
import { createModel } from "./models.ts";

const { machine, emit } = targets.get("wgsl")!;

/** A graph as a program of shaders, beside what the interpreter makes of it. */
export interface Comparison {
  /** The largest difference of two elements, as a part of the largest element of the result, if that is more than 1. */
  readonly error: number;
  /** The text of the module. */
  readonly text: string;
}

/** The results of a graph that has no sizes, of random inputs, on a device of its own. */
export async function compareRandom(build: (net: Net) => void, gpu: GpuProvider): Promise<Comparison> {
  const net = new Net();
  build(net);
  const graph = net.graph();
  const random = generator(5);
  const inputs = Object.fromEntries(moduleOf(graph).inputs.map(({ name, type }) => [name, randomArray(type, {}, random)]));
  return compare(graph, { inputs, storages: {}, sizes: {} }, await (await gpu.requestAdapter())!.requestDevice());
}

/** Computes results of a graph that has no storages, on a device and by the interpreter, for inputs in 32 bits; `edit` changes the text of the module. */
export async function compare(graph: Graph, env: Environment, device: GpuDevice, edit?: (text: string) => string): Promise<Comparison> {
  const sizes = { N: 1, ...env.sizes };
  const plan = schedule({ ...moduleOf(runPasses({ ...graph, name: "predict" })), sizes: Object.keys(sizes), outputs: graph.results.map(({ name, node }: { name: string; node: Node }) => ({ name, type: node.type })) }, machine);
  const model = await createModel(plan, "wgsl", { ...sizes, device }, edit);
  const inputs = Object.fromEntries(Object.entries(env.inputs).map(([name, { shape, data }]): [string, NdArray] => [name, { shape, data: data.map(Math.fround) }]));
  const got = await model.predict(Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data])), { sizes });
  const expected = interpret(graph, { ...env, inputs }).results;
  const errors = [...expected].map(([name, { data }]) => {
    const value = got[name]!;
    const list = typeof value === "number" ? [value] : [...value];
    if (list.length !== data.length) return Number.POSITIVE_INFINITY;
    const scale = data.reduce((most, element) => (Number.isFinite(element) ? Math.max(most, Math.abs(element)) : most), 1);
    return list.reduce((worst, element, i) => (Object.is(element, data[i]) || element === data[i] ? worst : Math.max(worst, Math.abs(element - data[i]!) / scale)), 0);
  });
  return { error: Math.max(...errors), text: emit(plan) };
}
