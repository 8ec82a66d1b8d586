import type { Node } from "../graph/graph.ts";
import { k } from "../kernel/build.ts";
import type { Access, Computation, Fold, Fresh, Loop } from "../kernel/computation.ts";
import type { Expression } from "../kernel/kernel.ts";
import { parts } from "../kernel/visit.ts";
import { isLoop } from "./own-ops.ts";
import { nominalElements, nominalSize, nominalValue } from "./nominal.ts";

/** How a node runs, given how to read its inputs. Throws an Error for an op that has no `lower`. */
export function computationOf(node: Node, inputs: readonly Access[]): Computation {
  if (!node.op.lower) throw new Error(`node ${node.id} (${node.op.name}) cannot be scheduled: its op has no lowering`);
  return node.op.lower({ inputs, inputTypes: node.inputs.map((n) => n.type), type: node.type, attributes: node.attributes });
}

/** A loop over kernels is a computation of its own kind. */
type Kind = Computation["kind"] | "loop";

const kinds = new WeakMap<Node, Kind>();

export function computationKind(node: Node): Kind {
  if (isLoop(node)) return "loop";
  const known = kinds.get(node);
  if (known) return known;
  const { kind } = computationOf(node, node.inputs.map(placeholder));
  kinds.set(node, kind);
  return kind;
}

/** How often each element of input `operand` is read to compute the whole node, for typical sizes. */
export function visits(node: Node, operand: number): number {
  if (node.op.traits.pointwise) return 1;
  if (isLoop(node)) return nominalElements(node.type);
  const computation = computationOf(node, node.inputs.map(placeholder));
  // Where only some elements of the result read the operand, they are taken to read each of its elements once: pad, concat.
  if (computation.kind === "point" && isReadOnCondition(node, operand)) return 1;
  const outer = computation.kind === "scatter" ? 1 : nominalElements(node.type);
  return (outer * trips(node, computation)) / Math.max(1, nominalElements(node.inputs[operand]!.type));
}

function isReadOnCondition(node: Node, operand: number): boolean {
  const marked = computationOf(
    node,
    node.inputs.map((input, i): Access => (i === operand ? () => k.local("operand", input.type.dtype) : placeholder(input))),
  );
  if (marked.kind !== "point") return false;
  const unconditional = (e: Expression): boolean => {
    if (e.kind === "local") return e.name === "operand";
    return e.kind === "select" ? unconditional(e.condition) : parts(e).some(unconditional);
  };
  return !unconditional(marked.value(node.type.shape.map((_, axis) => k.local(`i${axis}`, "i32"))));
}

function trips(node: Node, computation: Computation): number {
  const middle = node.type.shape.map((s) => k.int(Math.floor(nominalSize(s) / 2)));
  switch (computation.kind) {
    case "point":
      return 1;
    case "fold":
      return loopTrips(computation.at(middle, counting()).loops, new Map());
    case "scatter": {
      const { loops, find } = computation.at(counting());
      const locals = new Map<string, number>();
      return loopTrips(loops, locals) * (find ? loopTrips(find.loops, locals) : 1);
    }
  }
}

/** Loops may start and end where earlier ones say; they are taken at the middle. */
function loopTrips(loops: Fold["loops"], locals: Map<string, number>): number {
  return loops.reduce((product, { name, from, to }: Loop) => {
    const [first, end] = [nominalValue(from, locals) ?? 0, nominalValue(to, locals) ?? 1];
    locals.set(name, Math.floor((first + end) / 2));
    return product * Math.max(1, end - first);
  }, 1);
}

/** Reads nothing: for asking a computation about its loops. */
export function placeholder(node: Node): Access {
  return () => k.local("element", node.type.dtype);
}

export function counting(): Fresh {
  let next = 0;
  return (hint) => `${hint}${next++}`;
}
