import type { Builder } from "../../graph/builder.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { rewrite } from "../../graph/rewrite.ts";
import { number, size } from "../../ops/attributes.ts";
import { constant } from "../../ops/leaf/constant.ts";
import { pad } from "../../ops/movement/pad.ts";
import { slice } from "../../ops/movement/slice.ts";
import type { LayoutChoice } from "../choice.ts";
import { computationKind } from "../computation.ts";
import { lineLength } from "../machine.ts";
import { nominalSize } from "../nominal.ts";
import { packed } from "../own-ops.ts";
import { crowdedOperands } from "./crowded.ts";

type Told = (choice: LayoutChoice) => void;
type Crowded = typeof crowdedOperands;

/**
 * The program with a line of the cache between rows that would push each other out of it (see `crowded.ts`). What a scan
 * stacks, computed element by element, is written so at once; all else is copied, for a scan before it begins.
 */
export function withRowsApart(graph: Graph, told?: Told, crowded: Crowded = crowdedOperands): Graph {
  const stacks = new Map<Node, Set<number>>();
  const copied = new Map<Node, Set<number>>();
  for (const node of graph.nodes) {
    for (const operand of crowded(node)) {
      const source = node.inputs[operand]!;
      if (isStacked(source)) addTo(stacks, source.inputs[0]!, number(source.attributes, "index"));
      else if (!source.op.traits.argument) addTo(copied, node, operand);
      else continue;
      told?.({ kind: "apart", reader: node, operand: source });
    }
  }
  const copies = new Map<Node, Node>();
  return rewrite(graph, (node, inputs, builder) => {
    const copyOf = (input: Node): Node => {
      const made = copies.get(input) ?? withGaps(builder, input);
      copies.set(input, made);
      return made;
    };
    if (node.region) {
      const read = withOutersApart(node, withRowsApart(node.region, told, crowded), inputs, copyOf, told, crowded);
      const region = withStacksApart(read.region, stacks.get(node) ?? new Set());
      return region === node.region ? undefined : builder.make(node.op, read.inputs, node.attributes, node.origin, region);
    }
    const [source] = node.inputs;
    if (node.op.traits.part && stacks.get(source!)?.has(number(node.attributes, "index"))) return withoutGaps(builder, builder.make(node.op, inputs, node.attributes), node);
    const chosen = copied.get(node);
    return chosen && builder.copy(node, inputs.map((input, i) => (chosen.has(i) ? withoutGaps(builder, copyOf(input), input) : input)));
  });
}

/** The region of a scan that reads copies of what is outside, and what the scan is given then. */
function withOutersApart({ attributes }: Node, region: Graph, inputs: readonly Node[], copyOf: (input: Node) => Node, told: Told | undefined, crowded: Crowded): { readonly region: Graph; readonly inputs: readonly Node[] } {
  const first = number(attributes, "carries") + number(attributes, "elements");
  const times = nominalSize(size(attributes, "extent"));
  const copies = new Map<number, Node>();
  for (const node of region.nodes) {
    for (const operand of crowded(node, times)) {
      const source = node.inputs[operand]!;
      if (source.op.traits.argument !== "outer") continue;
      const index = number(source.attributes, "index");
      copies.set(index, copyOf(inputs[first + index]!));
      told?.({ kind: "apart", reader: node, operand: source });
    }
  }
  if (copies.size === 0) return { region, inputs };
  const reading = rewrite(region, (node, _, builder) => {
    const copy = node.op.traits.argument === "outer" ? copies.get(number(node.attributes, "index")) : undefined;
    return copy && withoutGaps(builder, builder.make(node.op, [], { ...node.attributes, shape: copy.type.shape }), node);
  });
  return { region: reading, inputs: inputs.map((input, i) => copies.get(i - first) ?? input) };
}

/** The region of a scan that yields some of its results with gaps between rows, and reads them there. */
function withStacksApart(region: Graph, stacks: ReadonlySet<number>): Graph {
  if (stacks.size === 0) return region;
  const yielded = new Set([...stacks].map((result) => region.results[result]!.node));
  const made = rewrite(region, (node, inputs, builder) => (yielded.has(node) ? withoutGaps(builder, withGaps(builder, builder.copy(node, inputs)), node) : undefined));
  return { ...made, results: made.results.map((result, i) => (stacks.has(i) ? { ...result, node: result.node.inputs[0]! } : result)) };
}

/** Whether a value is a stack of rows that each position of a scan computes element by element, and carries nowhere. */
function isStacked({ op, inputs: [scan], attributes }: Node): boolean {
  if (!op.traits.part || !scan?.region) return false;
  const index = number(attributes, "index");
  const results = scan.region.results.map(({ node }) => node);
  const value = results[index]!;
  const isYielded = index >= number(scan.attributes, "carries") && results.filter((node) => node === value).length === 1;
  const { lower, traits } = value.op;
  return isYielded && value.type.shape.length > 0 && lower !== undefined && !traits.view && !traits.alias && computationKind(value) === "point";
}

/** The same value, in memory of its own with a line of zeros behind each row. */
function withGaps(builder: Builder, value: Node): Node {
  const { shape, dtype } = value.type;
  const [none, behind] = [shape.map(() => 0), shape.map((_, axis) => (axis === shape.length - 1 ? lineLength : 0))];
  const zero = builder.make(constant, [], { value: 0, dtype }, value.origin);
  return builder.make(packed, [builder.make(pad, [value, zero], { low: none, high: behind, interior: none }, value.origin)], {}, value.origin);
}

function withoutGaps(builder: Builder, value: Node, like: Node): Node {
  const { shape } = like.type;
  return builder.make(slice, [value], { start: shape.map(() => 0), limit: shape, stride: shape.map(() => 1) }, like.origin);
}

function addTo(sets: Map<Node, Set<number>>, node: Node, index: number): void {
  const known = sets.get(node) ?? new Set<number>();
  sets.set(node, known.add(index));
}
