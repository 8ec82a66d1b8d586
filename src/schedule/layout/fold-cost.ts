import type { Node } from "../../graph/graph.ts";
import { k, linear } from "../../kernel/build.ts";
import type { Access, Loop } from "../../kernel/computation.ts";
import type { Expression, Statement } from "../../kernel/kernel.ts";
import type { TensorType } from "../../types/tensor.ts";
import { arranged, type Arrangement, inOrder, isPlain, type Order, withLast } from "./arranged.ts";
import { counting } from "../computation.ts";
import { shapeKey } from "../lower/dedupe.ts";
import { laneCount, type Machine } from "../machine.ts";
import { nominalElements, nominalSize } from "../nominal.ts";
import { reductionCost } from "../tile/tile.ts";
import { withBorder } from "./borders.ts";

/** In instructions for an element, of a copy in another order: gathered and stored lane by lane. */
export const copyCost = 3;

/** Instructions for a term, beyond which it is asked whether another order would be better. */
const fair = 0.6;

/** Zeros in memory must save this part of a fold. */
const leastGain = 0.1;

/** The cheapest way to compute a fold, and what it is estimated to take. */
export interface FoldCost {
  /** With the copies. */
  readonly instructions: number;
  /** Terms of all results. */
  readonly turns: number;
  /** The orders in which operands are copied first; undefined for what is read where it is. */
  readonly copied: readonly (Order | undefined)[];
  /** Whether the operand that has zeros around it is copied with them. */
  readonly bordered: boolean;
}

/** Estimates of what folds cost by themselves under any arrangement of their operands. */
export class FoldCosts {
  private readonly machine: Machine;
  private readonly byNode = new Map<Node, Map<string, FoldCost | undefined>>();
  /** Layers that are alike have one estimate. */
  private readonly byShape = new Map<string, ReturnType<typeof reductionCost>>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Undefined for what is no plain sum, product, maximum or minimum. */
  of(node: Node, arrangement: Arrangement): FoldCost | undefined {
    const known = this.byNode.get(node) ?? new Map<string, FoldCost | undefined>();
    this.byNode.set(node, known);
    const key = [arrangement.result, ...arrangement.operands].join(" ");
    if (!known.has(key)) known.set(key, this.cheapest(node, arrangement));
    return known.get(key);
  }

  /** Whether it costs more than a good tile does. */
  isPoor(node: Node, arrangement: Arrangement): boolean {
    const cost = this.of(node, arrangement);
    return cost !== undefined && cost.instructions > fair * cost.turns;
  }

  /** Operands in their own order may be copied so that what goes along the last axis of the result lies side by side. */
  private cheapest(node: Node, { result, operands }: Arrangement): FoldCost | undefined {
    const { statement, reads } = probe(node, { result, operands });
    const direct = statement && this.estimate(statement);
    if (!direct) return undefined;
    let best: FoldCost = { ...direct, copied: operands.map(() => undefined), bordered: false };
    for (const [i, { type }] of node.inputs.entries()) {
      const order = type.dtype === "f32" && isPlain(operands[i]!) ? sideBySide(type, reads[i]!, node.type.shape.length - 1) : undefined;
      if (!order) continue;
      const copied = best.copied.with(i, order);
      const reading = this.estimate(probe(node, { result, operands: operands.map((given, operand) => copied[operand] ?? given) }).statement!)!;
      const copies = copied.reduce((sum, made, operand) => sum + (made ? copyCost * nominalElements(node.inputs[operand]!.type) : 0), 0);
      if (reading.instructions + copies < best.instructions) best = { instructions: reading.instructions + copies, turns: reading.turns, copied, bordered: false };
    }
    return this.bordered(node, { result, operands }, best);
  }

  /** With the zeros around an operand in memory, each result has as many terms, and tiles can go along all axes. */
  private bordered(node: Node, { result, operands }: Arrangement, best: FoldCost): FoldCost {
    const border = node.op.border?.(node.inputs.map(({ type }) => type), node.attributes);
    if (!border) return best;
    const input = node.inputs[border.operand]!;
    const padded = { ...input, type: withBorder(input.type, border) };
    const { statement } = probe({ ...node, inputs: node.inputs.with(border.operand, padded), attributes: border.attributes }, { result, operands: operands.map((given, i) => best.copied[i] ?? given) });
    const reading = statement && this.estimate(statement);
    if (!reading) return best;
    const copies = best.copied.reduce((sum, made, i) => sum + (made && i !== border.operand ? copyCost * nominalElements(node.inputs[i]!.type) : 0), copyCost * nominalElements(padded.type));
    return reading.instructions + copies < best.instructions * (1 - leastGain) ? { ...best, instructions: reading.instructions + copies, turns: reading.turns, bordered: true } : best;
  }

  private estimate(statement: Statement): ReturnType<typeof reductionCost> {
    const key = shapeKey({ buffers: [], body: [statement] });
    if (!this.byShape.has(key)) this.byShape.set(key, reductionCost(statement, this.machine));
    return this.byShape.get(key);
  }
}

/** The loops of a fold with one accumulator, as lowering makes them; undefined for anything else. */
export function loopsOf(node: Node, arrangement: Arrangement): Statement | undefined {
  return probe(node, arrangement).statement;
}

/** What the buffers of operands are called there. */
export function operandName(operand: number): string {
  return `operand${operand}`;
}

/** The loops of a fold with one accumulator over operands that lie in memory as arranged, and where it reads each. */
function probe(node: Node, { result, operands }: Arrangement): { readonly statement: Statement | undefined; readonly reads: readonly (readonly Expression[])[] } {
  const inputTypes = node.inputs.map((input, i) => inOrder(input.type, operands[i]!));
  const type = inOrder(node.type, result);
  const reads: (readonly Expression[])[] = [];
  const inputs = inputTypes.map(({ dtype, shape }, i): Access => (index) => {
    reads[i] = index;
    return k.load(operandName(i), dtype, linear(index, shape));
  });
  const computation = arranged(node.op, { result, operands }).lower!({ inputs, inputTypes, type, attributes: node.attributes });
  if (computation.kind !== "fold") return { statement: undefined, reads };
  const index = type.shape.map((_, axis) => k.local(resultName(axis), "i32"));
  const { accumulators, loops, step, guard } = computation.at(index, counting());
  const [sum, ...more] = accumulators;
  if (!sum || more.length > 0) return { statement: undefined, reads };
  const add: Statement = { kind: "assign", name: sum.name, value: step[0]! };
  const body: readonly Statement[] = [
    { kind: "var", name: sum.name, value: sum.start },
    ...around(loops, [guard ? { kind: "if", condition: guard, then: [add] } : add]),
    { kind: "store", buffer: "result", index: linear(index, type.shape), value: k.local(sum.name, sum.start.type) },
  ];
  const axes = type.shape.map((extent, axis): Loop => ({ name: resultName(axis), from: k.int(0), to: k.size(extent) }));
  return { statement: around(axes, body)[0], reads };
}

function resultName(axis: number): string {
  return `result${axis}`;
}

function around(loops: readonly Loop[], body: readonly Statement[]): readonly Statement[] {
  return loops.reduceRight<readonly Statement[]>((inner, { name, from, to }) => [{ kind: "for", index: name, from, to, body: inner }], body);
}

/** The order in which an axis comes last that goes along an axis of the result, if another one is last. */
function sideBySide({ shape }: TensorType, read: readonly Expression[] | undefined, resultAxis: number): Order | undefined {
  const axis = read?.findIndex((e) => e.kind === "local" && e.name === resultName(resultAxis)) ?? -1;
  return axis >= 0 && axis < shape.length - 1 && nominalSize(shape[axis]!) >= laneCount ? withLast(shape.length, axis) : undefined;
}
