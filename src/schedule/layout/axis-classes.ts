import type { Graph, Node } from "../../graph/graph.ts";
import { k } from "../../kernel/build.ts";
import type { Access } from "../../kernel/computation.ts";
import type { Expression } from "../../kernel/kernel.ts";
import { mentions } from "../../kernel/visit.ts";
import { computationOf, counting } from "../computation.ts";

/** Which axes of the values of a graph are one: the examples of a batch, say, wherever they are. */
export interface AxisClasses {
  /** For each axis of a node, a number; equal for axes of one class. */
  readonly of: (node: Node) => readonly number[];
}

/**
 * An axis of an operand is the axis of the result that its index goes along, if it goes along nothing else and is read
 * nowhere at another index; axes of two operands are one if one loop of a fold goes along both.
 */
export function axisClasses({ nodes }: Graph): AxisClasses {
  const first: number[] = [];
  const parents: number[] = [];
  const make = (): number => parents.push(parents.length) - 1;
  const find = (i: number): number => {
    let at = i;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
    return at;
  };
  const unite = (a: number, b: number): void => void (parents[find(a)] = find(b));
  for (const node of nodes) {
    first[node.id] = parents.length;
    node.type.shape.forEach(make);
    if (!node.op.lower) continue;
    const terms = new Map<string, number>();
    for (const [operand, axes] of axesRead(node).entries()) {
      const input = node.inputs[operand]!;
      for (const [axis, along] of axes.entries()) {
        if (along === undefined) continue;
        const own = first[input.id]! + axis;
        const result = resultAxis(along);
        const extent = input.type.shape[axis]!;
        if (result !== undefined) {
          if (node.type.shape[result]!.equals(extent)) unite(own, first[node.id]! + result);
        } else {
          const term = terms.get(along) ?? make();
          terms.set(along, term);
          unite(own, term);
        }
      }
    }
  }
  return { of: (node) => node.type.shape.map((_, axis) => find(first[node.id]! + axis)) };
}

/** For each axis of each operand the name of what its index is: an axis of the result or a loop of a fold. */
function axesRead(node: Node): readonly (readonly (string | undefined)[])[] {
  const found = node.inputs.map((input): (string | undefined)[] | undefined => (input.type.shape.length === 0 ? [] : undefined));
  const accesses = node.inputs.map(({ type }, operand): Access => (index) => {
    const names = index.map((e, axis) => (e.kind === "local" && index.every((other, i) => i === axis || !mentions(other, e.name)) ? e.name : undefined));
    const before = found[operand];
    found[operand] = before ? before.map((name, axis) => (name === names[axis] ? name : undefined)) : names;
    return k.local("element", type.dtype);
  });
  const index = node.type.shape.map((_, axis): Expression => k.local(resultName(axis), "i32"));
  const computation = computationOf(node, accesses);
  if (computation.kind === "point") computation.value(index);
  else if (computation.kind === "fold") computation.at(index, counting());
  else computation.at(counting());
  return found.map((axes) => axes ?? []);
}

const prefix = "result ";

function resultName(axis: number): string {
  return `${prefix}${axis}`;
}

function resultAxis(name: string): number | undefined {
  return name.startsWith(prefix) ? Number(name.slice(prefix.length)) : undefined;
}
