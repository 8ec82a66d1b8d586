import type { Graph, Node } from "../../graph/graph.ts";
import { timesHandedOut } from "../../graph/uses.ts";
import { isPlain, type Order, plainOrder } from "./arranged.ts";
import { type AxisClasses, axisClasses } from "./axis-classes.ts";
import { computationKind } from "../computation.ts";
import { rearrange } from "./rearrange.ts";

/**
 * The program in which what is computed from a scan's stacks lies in memory in the order of their axes: what belongs to
 * one position stays side by side, and is read and written as it comes. The innermost axis stays what it is, and what is
 * handed out keeps its order.
 */
export function withStacksFollowed(graph: Graph): Graph {
  const isStack = ({ op, type }: Node): boolean => op.traits.part === true && type.shape.length > 1;
  if (!graph.nodes.some(isStack)) return graph;
  const classes = axisClasses(graph);
  const handedOut = timesHandedOut(graph);
  /** The classes of axes from the outermost in memory to the innermost, of what comes from a stack. */
  const places = new Map<Node, readonly number[]>();
  const orders = new Map<Node, Order>();
  for (const node of graph.nodes) {
    const source = isStack(node) ? plainOrder(node) : followed(node, classes, places);
    if (!source || handedOut.has(node)) continue;
    places.set(node, source.map((axis) => classes.of(node)[axis]!));
    if (!isPlain(source)) orders.set(node, source);
  }
  return rearrange(graph, orders);
}

/** The order in which a value has its axes as the largest of the stacks that it is made of has them. */
function followed(node: Node, classes: AxisClasses, places: ReadonlyMap<Node, readonly number[]>): Order | undefined {
  const { op, type, inputs } = node;
  if (!op.lower || op.traits.alias || type.shape.length < 2 || computationKind(node) === "scatter") return undefined;
  const [place] = inputs.map((input) => places.get(input) ?? []).toSorted((a, b) => b.length - a.length);
  const own = classes.of(node);
  if (!place?.length || new Set(own).size < own.length) return undefined;
  // What the stack does not have stays behind what it has.
  const at = (axis: number): number => (place.includes(own[axis]!) ? place.indexOf(own[axis]!) : place.length);
  const order = plainOrder(node).toSorted((a, b) => at(a) - at(b));
  return order.at(-1) === type.shape.length - 1 ? order : undefined;
}
