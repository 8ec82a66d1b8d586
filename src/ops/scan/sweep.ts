import type { Node } from "../../graph/graph.ts";
import { add } from "../elementwise/arithmetic.ts";
import { number } from "../attributes.ts";
import { filled, scalarConstant } from "../make.ts";
import type { RegionVjpContext, Seed } from "../op.ts";
import { activeCarries } from "./active.ts";
import { carry, element, standingFor } from "./arguments.ts";
import { argumentKey, type Body } from "./body.ts";
import { layout, type Layout } from "./layout.ts";

/** What the backward code of one position computes, as nodes of the body. */
export interface Sweep {
  /** Of carries, by the carry's index: their cotangents before this position. They are the first carries of the reverse scan. */
  readonly carries: ReadonlyMap<number, Node>;
  /** Of outer values: the sums of their cotangents so far. Carries too. */
  readonly outers: ReadonlyMap<number, Node>;
  /** Zeros from which inner scans sum cotangents of outer values: there the sum of the positions before goes on, which this carry is. */
  readonly begun: ReadonlyMap<Node, Node>;
  /** Of elements: their cotangents at this position. */
  readonly elements: ReadonlyMap<number, Node>;
  /** The cotangents of yields that the body is given, with their stacks. */
  readonly given: ReadonlyMap<Node, Node>;
}

/** Differentiates one position; what nothing asks for is left out. */
export function sweep({ parts, wanted, backward }: RegionVjpContext, { inits, elements, outers }: Layout, body: Body): Sweep {
  const { builder } = body;
  const leaves = (role: "element" | "outer", inputs: readonly Node[], first: number): ReadonlyMap<number, Node> =>
    present(inputs.map((_, i) => (wanted[first + i] ? body.argument(role, i) : undefined)));
  const wantedElements = leaves("element", elements, inits.length);
  const wantedOuters = leaves("outer", outers, inits.length + elements.length);
  const targets = [...wantedElements.values(), ...wantedOuters.values()];
  const active = activeCarries(body, { targets, hasEnd: (i) => parts[i] !== undefined, initWanted: (i) => wanted[i] === true });

  const given = new Map<Node, Node>();
  const ofCarries = active.map((index, i): Seed => {
    const node = body.next[index]!;
    return { node, ct: () => builder.make(carry, [], standingFor(node.type, i)) };
  });
  const ofYields = body.yields.flatMap((node, i): Seed | [] => {
    const stack = parts[inits.length + i];
    const ct = (): Node => {
      const leaf = builder.make(element, [], standingFor(node.type, i));
      given.set(leaf, stack!);
      return leaf;
    };
    return stack ? { node, ct } : [];
  });
  const carried = active.map((index) => body.argument("carry", index));
  const gradients = backward(builder, [...ofCarries, ...ofYields], new Set([...targets, ...present(carried).values()]));

  builder.origin = undefined;
  const found = (from: ReadonlyMap<number, Node>): ReadonlyMap<number, Node> =>
    new Map([...from].flatMap(([index, leaf]): [number, Node][] => (gradients.has(leaf) ? [[index, gradients.get(leaf)!]] : [])));
  const begun = new Map<Node, Node>();
  return {
    given,
    begun,
    elements: found(wantedElements),
    carries: new Map(active.map((index, i) => [index, (carried[i] && gradients.get(carried[i])) ?? filled(builder, body.next[index]!, 0)])),
    outers: new Map(
      // Only now is it known which outer values have a cotangent at all.
      [...found(wantedOuters)].map(([index, ct], i) => {
        const sum = builder.make(carry, [], standingFor(ct.type, active.length + i));
        const zero = startOfSum(ct, body);
        if (zero) {
          begun.set(zero, sum);
          return [index, ct];
        }
        return [index, builder.make(add, [sum, ct])];
      }),
    ),
  };
}

/**
 * The zero from which an inner scan of the backward code sums `ct`, if it does. So one position's share is added after the
 * other, in whatever segments: floats are not put in another order.
 */
function startOfSum(ct: Node, { size }: Body): Node | undefined {
  const [from] = ct.inputs;
  if (!ct.op.traits.part || !from?.region || from.id < size) return undefined;
  const { inits, next } = layout(from);
  const index = number(ct.attributes, "index");
  const [init, sum] = [inits[index], next[index]];
  const adds = sum?.op === add && argumentKey(sum.inputs[0]!) === `carry ${index}`;
  return init && adds && scalarConstant(init) === 0 ? init : undefined;
}

/** By index, without gaps. */
function present(nodes: readonly (Node | undefined)[]): ReadonlyMap<number, Node> {
  return new Map(nodes.flatMap((node, i): [number, Node][] => (node ? [[i, node]] : [])));
}
