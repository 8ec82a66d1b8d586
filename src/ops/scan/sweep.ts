import type { Node } from "../../graph/graph.ts";
import { add } from "../elementwise/arithmetic.ts";
import { filled } from "../make.ts";
import type { RegionVjpContext, Seed } from "../op.ts";
import { activeCarries } from "./active.ts";
import { carry, element, standingFor } from "./arguments.ts";
import type { Body } from "./body.ts";
import type { Layout } from "./layout.ts";

/** What the backward code of one position computes, as nodes of the body. */
export interface Sweep {
  /** Of carries, by the carry's index: their cotangents before this position. They are the first carries of the reverse scan. */
  readonly carries: ReadonlyMap<number, Node>;
  /** Of outer values: the sums of their cotangents so far. Carries too. */
  readonly outers: ReadonlyMap<number, Node>;
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
  return {
    given,
    elements: found(wantedElements),
    carries: new Map(active.map((index, i) => [index, (carried[i] && gradients.get(carried[i])) ?? filled(builder, body.next[index]!, 0)])),
    outers: new Map(
      // Only now is it known which outer values have a cotangent at all.
      [...found(wantedOuters)].map(([index, ct], i) => {
        const sum = builder.make(carry, [], standingFor(ct.type, active.length + i));
        return [index, builder.make(add, [sum, ct])];
      }),
    ),
  };
}

/** By index, without gaps. */
function present(nodes: readonly (Node | undefined)[]): ReadonlyMap<number, Node> {
  return new Map(nodes.flatMap((node, i): [number, Node][] => (node ? [[i, node]] : [])));
}
