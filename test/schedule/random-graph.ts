import type { Node } from "../../src/graph/graph.ts";
import { ops } from "../../src/ops/all.ts";
import type { Op } from "../../src/ops/op.ts";
import { sameShape } from "../../src/types/tensor.ts";
import { generator, N, Net } from "./support.ts";

const runnable = [...ops.values()].filter((op) => !op.traits.differential && !op.traits.memory && op.family !== "scan");

/**
 * A random program: some nodes are samples of ops, on values that are there already where the types fit; others join
 * values of one shape or move them. Several nodes are results, some are updates of storages that are also read.
 */
export function randomProgram(seed: number): Net {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const net = new Net();
  const values: Node[] = [];
  const storages: Node[] = [];
  let next = 0;
  const leaf = (type: Node["type"]): Node => {
    const { dtype, shape, bound } = type;
    // Storages have constant sizes.
    if (dtype === "f32" && random() < 0.4 && shape.every((s) => s.constant() !== undefined)) {
      const made = net.read(`s${next++}`, shape, dtype);
      storages.push(made);
      return made;
    }
    return net.input(`x${next++}`, shape, dtype, bound);
  };
  const operand = (type: Node["type"]): Node => {
    const fitting = values.filter((v) => v.type.dtype === type.dtype && sameShape(v.type.shape, type.shape) && v.type.bound?.key === type.bound?.key);
    if (fitting.length > 0 && random() < 0.85) return pick(fitting);
    const made = leaf(type);
    values.push(made);
    return made;
  };
  const sampled = (op: Op): Node => {
    const sample = pick(op.samples);
    return net.op(op.name, sample.inputs.map((i) => operand(i.type)), sample.attributes ?? {});
  };
  const joined = (): Node | undefined => {
    const reals = values.filter((v) => v.type.dtype === "f32");
    if (reals.length === 0) return undefined;
    const x = pick(reals);
    const same = reals.filter((v) => sameShape(v.type.shape, x.type.shape));
    const axes = x.type.shape.map((_, i) => i);
    const choices: (() => Node)[] = [
      () => net.op("add", [x, pick(same)]),
      () => net.op("mul", [pick(same), x]),
      () => net.op("maximum", [pick(same), x]),
      () => net.op("tanh", [x]),
      () => net.op("sigmoid", [x]),
      () => net.op("select", [net.op("gt", [x, pick(same)]), pick(same), x]),
    ];
    if (axes.length > 0) {
      const axis = pick(axes);
      choices.push(
        () => net.op("reduce_sum", [x], { axes: [axis] }),
        () => net.op("reduce_max", [x], { axes: [axis] }),
        () => net.op("reverse", [x], { axes: [axis] }),
        () => net.op("transpose", [x], { permutation: axes.toReversed() }),
        () => net.op("reshape", [x], { shape: [x.type.shape.reduce((a, b) => a.mul(b)), 1] }),
        () => net.broadcast(net.op("reduce_sum", [x], { axes: [axis] }), x.type.shape, axes.filter((a) => a !== axis)),
      );
    }
    return pick(choices)();
  };
  const count = 4 + Math.floor(random() * 14);
  for (let i = 0; i < count; i++) {
    const made = random() < 0.5 ? sampled(pick(runnable)) : (joined() ?? sampled(pick(runnable)));
    values.push(made);
  }
  for (let i = 0; i < 3; i++) net.result(`r${i}`, pick(values));
  net.result("last", values.at(-1)!);
  const constant = values.filter((v) => v.type.dtype === "f32" && v.type.shape.every((s) => s.constant() !== undefined));
  const updated = new Set<Node>();
  for (let i = 0; i < 4 && storages.length > 0; i++) {
    const storage = pick(storages);
    const fitting = constant.filter((v) => sameShape(v.type.shape, storage.type.shape));
    if (updated.has(storage) || fitting.length === 0) continue;
    updated.add(storage);
    net.update(String(storage.attributes["name"]), pick(fitting));
  }
  return net;
}

export { N };
