import { extract } from "../../graph/extract.ts";
import type { Node } from "../../graph/graph.ts";
import { filled } from "../make.ts";
import type { RegionVjpContext } from "../op.ts";
import { Assembly } from "./assembly.ts";
import { bodyOf, type Body } from "./body.ts";
import { layout, type Layout } from "./layout.ts";
import { part } from "./part.ts";
import { savedValues, saveStacks } from "./saved.ts";
import { sweep, type Sweep } from "./sweep.ts";

/**
 * Backpropagation through time: a scan that runs the other way. It carries the cotangents of the carries and, for each
 * outer value that needs one, the sum of its cotangents so far; it yields the cotangents of the elements. What it needs
 * of the forward code is yielded there and scanned here.
 *
 *     forward   h(t) = f(h(t-1), x(t), w)
 *     reverse   dh(t-1) = f_h^T (dh(t) + dy(t))     dx(t) = f_x^T (…)     dw = sum over t of f_w^T (…)
 */
export function scanVjp(context: RegionVjpContext): readonly (Node | undefined)[] {
  const { node, builder, wanted } = context;
  const forward = layout(node);
  const body = bodyOf(forward);
  const swept = sweep(context, forward, body);
  // Which input each part of the reverse scan is the cotangent of.
  const [firstElement, firstOuter] = [forward.inits.length, forward.inits.length + forward.elements.length];
  const inputs = [...swept.carries.keys(), ...[...swept.outers.keys()].map((i) => firstOuter + i), ...[...swept.elements.keys()].map((i) => firstElement + i)];
  if (inputs.length === 0) return wanted.map(() => undefined);

  const reverse = reverseScan(context, forward, body, swept);
  const indices = new Map(inputs.map((input, index) => [input, index]));
  return node.inputs.map(({ origin }, input) => {
    const index = wanted[input] ? indices.get(input) : undefined;
    return index === undefined ? undefined : builder.make(part, [reverse], { index }, origin && { ...builder.origin, name: `d ${origin.name}` });
  });
}

function reverseScan({ node, builder, parts }: RegionVjpContext, forward: Layout, body: Body, { carries, outers, elements, given, begun }: Sweep): Node {
  const next = [...carries.values(), ...outers.values()];
  const yields = [...elements.values()];
  const scanned = new Map([...given, ...argumentsOf(body, "element", forward.elements), ...saveStacks(node, builder, body, savedValues(body, [...next, ...yields]))]);
  const outside = argumentsOf(body, "outer", forward.outers);

  const assembly = new Assembly({ ...forward, reverse: !forward.reverse, recompute: false });
  const copies = extract(body.builder.nodes, [...next, ...yields], assembly.region, (value) => {
    const [stack, same, sum] = [scanned.get(value), outside.get(value), begun.get(value)];
    if (sum) return () => assembly.region.copy(sum, []);
    if (stack) return () => assembly.element(stack, value.origin);
    return same && (() => assembly.outer(same, value.origin));
  });
  const of = (value: Node): Node => copies.get(value)!;
  const inits = [
    ...[...carries.keys()].map((i) => parts[i] ?? filled(builder, forward.inits[i]!, 0)),
    ...[...outers.keys()].map((i) => filled(builder, forward.outers[i]!, 0)),
  ];
  return assembly.finish(builder, inits, next.map(of), yields.map(of), builder.origin);
}

/** The arguments of a role that the body uses, with the inputs they stand for. */
function argumentsOf(body: Body, role: "element" | "outer", inputs: readonly Node[]): ReadonlyMap<Node, Node> {
  return new Map(
    inputs.flatMap((input, i): [Node, Node][] => {
      const leaf = body.argument(role, i);
      return leaf ? [[leaf, input]] : [];
    }),
  );
}
