import type { Node } from "../../../src/graph/graph.ts";
import { k, linear } from "../../../src/kernel/build.ts";
import type { Access, Computation, Fold, Loop } from "../../../src/kernel/computation.ts";
import { evaluate } from "../../../src/kernel/evaluate.ts";
import type { BufferParameter, Expression, Kernel, Statement } from "../../../src/kernel/kernel.ts";
import { usedSizes } from "../../../src/kernel/sizes.ts";
import { verifyKernel } from "../../../src/kernel/verify.ts";
import type { NdArray } from "../../../src/ops/op.ts";
import { elements, type TensorType } from "../../../src/types/tensor.ts";

/** Runs the lowering of one node in f64, as a kernel of plain loops over the result. */
export function runLowered(node: Node, values: readonly NdArray[], sizes: Readonly<Record<string, number>>): NdArray {
  const kernel = kernelOf(node);
  verifyKernel(kernel);
  const shape = node.type.shape.map((s) => s.evaluate(sizes));
  const out = new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(Number.NaN);
  evaluate(kernel, { ...Object.fromEntries(values.map((v, i) => [`x${i}`, v.data])), out }, sizes);
  return { shape, data: out };
}

export function kernelOf(node: Node): Kernel {
  const inputTypes = node.inputs.map((n) => n.type);
  const inputs = inputTypes.map((type, i): Access => (index) => k.load(`x${i}`, type.dtype, linear(index, type.shape)));
  const computation = node.op.lower!({ inputs, inputTypes, type: node.type, attributes: node.attributes });
  const statements = body(computation, node.type);
  const buffer = (name: string, type: TensorType, access: BufferParameter["access"]): BufferParameter => ({ name, dtype: type.dtype, access, length: elements(type) });
  return {
    name: node.op.name,
    doc: { source: [], equations: [] },
    buffers: [...inputTypes.map((type, i) => buffer(`x${i}`, type, "read")), buffer("out", node.type, computation.kind === "scatter" ? "read-write" : "write")],
    sizes: usedSizes(statements),
    body: statements,
  };
}

function body(computation: Computation, type: TensorType): readonly Statement[] {
  let names = 0;
  const fresh = (hint: string): string => `${hint}_${names++}`;
  const store = (index: readonly Expression[], value: Expression): Statement => ({ kind: "store", buffer: "out", index: linear(index, type.shape), value });
  const loops = type.shape.map((size): Loop => ({ name: fresh("i"), from: k.int(0), to: k.size(size) }));
  const index = loops.map(({ name }) => k.local(name, "i32"));
  switch (computation.kind) {
    case "point":
      return nested(loops, [store(index, computation.value(index))]);
    case "fold": {
      const fold = computation.at(index, fresh);
      return nested(loops, [...folded(fold, fresh), store(index, fold.result)]);
    }
    case "scatter": {
      const { loops: source, find, target, value, guard } = computation.at(fresh);
      const old = k.load("out", type.dtype, linear(target, type.shape));
      const added = [store(target, k.add(old, value))];
      const start = nested(loops, [store(index, computation.start(index))]);
      return [...start, ...nested(source, [...(find ? folded(find, fresh) : []), ...guarded(guard, added)])];
    }
  }
}

function folded({ loops, accumulators, step, guard }: Fold, fresh: (hint: string) => string): readonly Statement[] {
  const next = step.map((value): Statement & { readonly kind: "let" } => ({ kind: "let", name: fresh("next"), value }));
  const assign = accumulators.map(({ name, start }, i): Statement => ({ kind: "assign", name, value: k.local(next[i]!.name, start.type) }));
  return [...accumulators.map(({ name, start }): Statement => ({ kind: "var", name, value: start })), ...nested(loops, guarded(guard, [...next, ...assign]))];
}

function guarded(guard: Expression | undefined, then: readonly Statement[]): readonly Statement[] {
  return guard ? [{ kind: "if", condition: guard, then }] : then;
}

function nested(loops: readonly Loop[], body: readonly Statement[]): readonly Statement[] {
  return loops.reduceRight<readonly Statement[]>((inner, { name, from, to }) => [{ kind: "for", index: name, from, to, body: inner }], body);
}
