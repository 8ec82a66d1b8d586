import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import { gather } from "../gather/take.ts";
import { broadcastTo } from "../make.ts";
import { repeated } from "../movement/repeated.ts";
import type { Assembly } from "./assembly.ts";
import { argumentKey } from "./body.ts";
import { layout, stackAxis, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/**
 * The same scan with each input once and none that its region does not use. Constants are made in the region, where rules
 * see them. What is the same at all positions is an outer value: a carry that never changes, an element that is repeated. Rows of a table
 * are looked up where they are needed, so that nobody has to keep those of all positions.
 */
export function simplifyScan(node: Node, builder: Builder): Node | undefined {
  const from = layout(node);
  const steady = new Set(from.next.flatMap((next, i) => (argumentKey(next) === `carry ${i}` ? [i] : [])));
  if (isTidy(from) && steady.size === 0) return undefined;
  return rebuild(node, from, builder, {
    replace: (old, assembly) => {
      const role = old.op.traits.argument;
      if (role === undefined || role === "position") return undefined;
      const index = number(old.attributes, "index");
      switch (role) {
        case "carry":
          return steady.has(index) ? () => inside(from.inits[index]!, assembly) : undefined;
        case "outer":
          return () => inside(from.outers[index]!, assembly);
        case "element": {
          const stack = from.elements[index]!;
          const same = sameEverywhere(stack, from.axis);
          if (same) return () => broadcastTo(assembly.region, inside(same.source, assembly), old.type.shape, same.axes);
          const rows = isLookedUp(stack, from.axis) ? stack : undefined;
          return rows && (() => assembly.region.make(gather, [inside(rows.inputs[0]!, assembly), assembly.element(rows.inputs[1]!)], rows.attributes, old.origin));
        }
      }
    },
  });
}

function isTidy({ region, elements, outers, axis }: Layout): boolean {
  const used = new Set(region.nodes.map(argumentKey));
  return (
    new Set(elements).size === elements.length &&
    new Set(outers).size === outers.length &&
    elements.every((stack, i) => used.has(`element ${i}`) && !sameEverywhere(stack, axis) && !isLookedUp(stack, axis)) &&
    outers.every((value, i) => used.has(`outer ${i}`) && !isConstant(value))
  );
}

/** If all slices of a stack are equal: what they repeat, along which of their axes. */
function sameEverywhere(stack: Node, axis: number): { readonly source: Node; readonly axes: readonly number[] } | undefined {
  const along = stackAxis(axis, stack.type.shape.length - 1);
  const from = repeated(stack);
  if (!from || from.axes.includes(along)) return undefined;
  return { source: from.source, axes: from.axes.map((a) => (a > along ? a - 1 : a)) };
}

/** Whether the slice of a stack at each position holds rows of a table, at indices that have the position where a scan takes it. */
function isLookedUp({ op, inputs: [, indices], attributes, type }: Node, axis: number): boolean {
  if (op !== gather || indices!.type.shape.length === 0) return false;
  // The indices take the place of the table's axis.
  const along = stackAxis(axis, type.shape.length - 1) - number(attributes, "axis");
  return along === stackAxis(axis, indices!.type.shape.length - 1) && along >= 0;
}

function inside(value: Node, assembly: Assembly): Node {
  return isConstant(value) ? copied(value, assembly.region) : assembly.outer(value);
}

/** Costs nothing to make anew: a number, an index, a repetition or comparison of such. */
function isConstant({ op, inputs }: Node, depth = 6): boolean {
  if (!op.traits.cheap || op.traits.argument || op.traits.memory) return false;
  return depth > 0 && inputs.every((input) => isConstant(input, depth - 1));
}

function copied(value: Node, region: Builder): Node {
  return region.copy(value, value.inputs.map((input) => copied(input, region)));
}
