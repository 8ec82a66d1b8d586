import type { Attributes, Graph, Node } from "../../graph/graph.ts";
import { identicalType, sameType, tuple, typeText, type TensorType } from "../../types/tensor.ts";
import { number } from "../attributes.ts";
import { TypeRuleError } from "../op.ts";
import { unsupported } from "../rules.ts";
import { scanAttributes, stackAxis, stacked, unstacked, type ScanAttributes } from "./layout.ts";

/** The last values of the carries, then the stacked yields. */
export function scanType(inputs: readonly TensorType[], attributes: Attributes, region: Graph | undefined): TensorType {
  if (!region) unsupported("a scan needs a region");
  const given = scanAttributes(attributes);
  const { carries, elements, axis, extent } = given;
  for (const count of [carries, elements, axis]) if (!Number.isInteger(count) || count < 0) unsupported("carries, elements and axis are whole numbers of at least 0");
  if (carries + elements > inputs.length) unsupported(`${carries} carries and ${elements} elements are more than ${inputs.length} inputs`);
  inputs.forEach((type, i) => {
    if (type.parts) unsupported("a scan takes no tuples");
    if (i >= carries && i < carries + elements) expectExtent(type, i, given);
  });
  const declared = argumentTypes(inputs, given);
  const bounded = new Set<number>();
  for (const node of region.nodes) {
    expectArgument(node, declared, given);
    if (node.op.traits.argument === "carry" && node.type.bound) bounded.add(number(node.attributes, "index"));
  }
  const results = region.results.map(({ name, node }, i) => {
    const wanted = i < carries ? `carry ${i}` : `yield ${i - carries}`;
    if (name !== wanted) unsupported(`the result ${JSON.stringify(name)} of a region should be ${JSON.stringify(wanted)}`);
    return node.type;
  });
  if (results.length < Math.max(1, carries)) unsupported(`a region of ${carries} carries has ${results.length} results`);
  return tuple(results.map((type, i) => (i < carries ? carried(type, inputs[i]!, i, bounded.has(i)) : stacked(type, axis, extent))));
}

/** The types of arguments, by role. */
type Declared = Readonly<Record<"carry" | "element" | "outer", readonly TensorType[]>>;

function argumentTypes(inputs: readonly TensorType[], { carries, elements, axis }: ScanAttributes): Declared {
  return {
    carry: inputs.slice(0, carries),
    element: inputs.slice(carries, carries + elements).map((type) => unstacked(type, axis)),
    outer: inputs.slice(carries + elements),
  };
}

function expectExtent(type: TensorType, input: number, { axis, extent }: ScanAttributes): void {
  const { shape } = type;
  if (shape.length === 0) throw new TypeRuleError({ kind: "rank", input, expected: "at least 1 axis" });
  const along = stackAxis(axis, shape.length - 1);
  if (!shape[along]!.equals(extent)) unsupported(`axis ${along} of ${typeText(type)} is scanned over ${extent} positions`);
}

/** A leaf of the region has the type of what it stands for; it may leave out the bound. */
function expectArgument(node: Node, declared: Declared, { extent }: ScanAttributes): void {
  const role = node.op.traits.argument;
  if (role === undefined) return;
  if (role === "position") {
    if (node.type.bound && !node.type.bound.equals(extent)) unsupported(`a position is below ${extent}, not ${node.type.bound}`);
    return;
  }
  const index = number(node.attributes, "index");
  const given = declared[role][index];
  if (!given) unsupported(`there is no ${role} ${index}`);
  const fits = node.type.bound ? identicalType(node.type, given) : sameType(node.type, given);
  if (!fits) unsupported(`${role} ${index} is ${typeText(given)}, not ${typeText(node.type)}`);
}

/** A carry keeps its type. Its bound holds at the end if it holds at the start and after each position. */
function carried(next: TensorType, init: TensorType, index: number, mustBeBounded: boolean): TensorType {
  if (!sameType(next, init)) unsupported(`carry ${index} starts as ${typeText(init)} and becomes ${typeText(next)}`);
  if (identicalType(next, init)) return next;
  if (mustBeBounded) unsupported(`carry ${index} starts as ${typeText(init)} and becomes ${typeText(next)}`);
  return { dtype: next.dtype, shape: next.shape };
}
