import type { Builder } from "../../graph/builder.ts";
import type { Node } from "../../graph/graph.ts";
import { number } from "../attributes.ts";
import { argumentKey } from "./body.ts";
import { layout, type Layout } from "./layout.ts";
import { rebuild } from "./rebuild.ts";

/**
 * The same scan with each input once and none that its region does not use; constants are made in the region, where
 * rules see them; a carry that never changes is read as an outer value.
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
      const value = role === "carry" && steady.has(index) ? from.inits[index]! : role === "outer" ? from.outers[index]! : undefined;
      if (!value) return undefined;
      return isConstant(value) ? () => copied(value, assembly.region) : () => assembly.outer(value, old.origin);
    },
  });
}

function isTidy({ region, elements, outers }: Layout): boolean {
  const used = new Set(region.nodes.map(argumentKey));
  return (
    new Set(elements).size === elements.length &&
    new Set(outers).size === outers.length &&
    elements.every((_, i) => used.has(`element ${i}`)) &&
    outers.every((value, i) => used.has(`outer ${i}`) && !isConstant(value))
  );
}

/** Costs nothing to make anew: a number, an index, a repetition or comparison of such. */
function isConstant({ op, inputs }: Node, depth = 6): boolean {
  if (!op.traits.cheap || op.traits.argument || op.traits.memory) return false;
  return depth > 0 && inputs.every((input) => isConstant(input, depth - 1));
}

function copied(value: Node, region: Builder): Node {
  return region.copy(value, value.inputs.map((input) => copied(input, region)));
}
