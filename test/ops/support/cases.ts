import { Builder } from "../../../src/graph/builder.ts";
import type { Graph, Node, Requirement } from "../../../src/graph/graph.ts";
import { interpret } from "../../../src/interpret/interpret.ts";
import type { Environment } from "../../../src/ops/environment.ts";
import { ops } from "../../../src/ops/all.ts";
import { memory } from "./memory.ts";
import { input } from "../../../src/ops/leaf/memory.ts";
import type { NdArray, Op, Sample } from "../../../src/ops/op.ts";
import { Random } from "../../support/random.ts";
import { sampleValues } from "../../support/values.ts";

/** One sample of an op as a graph: inputs named `0`, `1`, … with values, and the op's node. */
export interface Case {
  readonly label: string;
  readonly op: Op;
  readonly sample: Sample;
  readonly builder: Builder;
  readonly node: Node;
  readonly env: Environment;
  readonly values: readonly NdArray[];
  readonly requirements: readonly Requirement[];
}

/** All samples of all ops that have a value of their own; recurrence has its own tests. */
export function allCases(): readonly Case[] {
  return [...ops.values()].filter((op) => !op.traits.differential && op.family !== "scan").flatMap(casesOf);
}

export function casesOf(op: Op): readonly Case[] {
  return op.samples.map((sample, i) => caseOf(op, sample, `${op.name} ${i}`));
}

export function caseOf(op: Op, sample: Sample, label: string, seed = 7): Case {
  const random = new Random(seed);
  const sizes = sample.sizes ?? {};
  const requirements: Requirement[] = [];
  const builder = new Builder((requirement) => requirements.push(requirement));
  const values = sample.inputs.map(({ type, values }) => sampleValues(values, type.shape.map((s) => s.evaluate(sizes)), random));
  const inputs = sample.inputs.map(({ type }, i) =>
    builder.make(input, [], { name: String(i), dtype: type.dtype, shape: type.shape, ...(type.bound && { bound: type.bound }) }),
  );
  const node = builder.make(op, inputs, sample.attributes ?? {});
  const named = Object.fromEntries(values.map((value, i) => [String(i), value]));
  const env: Environment = { inputs: { ...named, ...memory(node, "input", sizes, random) }, storages: memory(node, "storage", sizes, random), sizes };
  return { label, op, sample, builder, node, env, values, requirements };
}

/** The values of some nodes. */
export function evaluated(builder: Builder, nodes: readonly Node[], env: Environment): readonly NdArray[] {
  const graph: Graph = builder.graph("case", nodes.map((node, i) => ({ name: String(i), node })), []);
  const { results } = interpret(graph, env);
  return nodes.map((_, i) => results.get(String(i))!);
}

/** A node for values that are chosen by the test: like `node`, called `name`. */
export function given(builder: Builder, like: Node, name: string): Node {
  return builder.make(input, [], { name, dtype: like.type.dtype, shape: like.type.shape });
}

export function randomLike(node: Node, env: Environment, seed: number): NdArray {
  const shape = node.type.shape.map((s) => s.evaluate(env.sizes));
  return sampleValues({ kind: "real", low: -1, high: 1 }, shape, new Random(seed));
}

export function withInput(env: Environment, name: string, value: NdArray): Environment {
  return { ...env, inputs: { ...env.inputs, [name]: value } };
}
