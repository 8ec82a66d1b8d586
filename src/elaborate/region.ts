import type { Node, Storage } from "../graph/graph.ts";
import type { Size } from "../types/size.ts";
import type { TensorType } from "../types/tensor.ts";
import { primitive } from "./primitive.ts";
import { Program } from "./program.ts";

/**
 * The body of a scan under construction: a closed graph. Nodes from outside enter as `outer` leaves, sequences that are
 * read at the current position as `element` leaves, carried values as `carry` leaves.
 */
export class Region extends Program {
  readonly parent: Program;
  readonly extent: Size;
  /** Sequences read at the current position, already with the scanned axis where the scan wants it. */
  readonly elements: Node[] = [];
  readonly outers: Node[] = [];
  private readonly leaves = new Map<Node, Node>();
  private readonly elementLeaves = new Map<string, Node>();
  private here: Node | undefined;

  constructor(parent: Program, extent: Size) {
    super(parent.name, parent.training, (requirement) => {
      parent.builder.require(requirement);
      return requirement;
    });
    this.parent = parent;
    this.extent = extent;
    this.parts = parent.parts;
  }

  override read(storage: Storage): Node {
    return this.parent.read(storage);
  }

  override latest(storage: Storage): Node {
    return this.isUpdated(storage) ? super.latest(storage) : this.parent.latest(storage);
  }

  override input(name: string, make: () => Node): Node {
    return this.parent.input(name, make);
  }

  override isMeasuring(): boolean {
    return this.parent.isMeasuring();
  }

  override site(path: string): number {
    return this.parent.site(path);
  }

  /** A node of this region that has the value of any node of an enclosing program. */
  override adopt(node: Node): Node {
    if (this.owns(node)) return node;
    const known = this.leaves.get(node);
    if (known) return known;
    const outside = this.parent.adopt(node);
    const leaf = this.leaf("outer", this.outers.length, outside.type, outside);
    this.outers.push(outside);
    this.leaves.set(node, leaf);
    return leaf;
  }

  /** The carried value number `index` at the start of a position. */
  carry(index: number, type: TensorType, name: string): Node {
    return this.builder.make(primitive("carry"), [], leafAttributes(index, type), { name });
  }

  /** `x[:, t]`: the element of a sequence from outside at the current position, without the scanned axis. */
  element(sequence: Node, axis: number): Node {
    const key = `${sequence.id} ${axis}`;
    const known = this.elementLeaves.get(key);
    if (known) return known;
    const outside = this.parent.adopt(sequence);
    const repeated = this.elementOfRepeated(outside, axis);
    if (repeated) return repeated;
    const moved = withAxisAt(this.parent, outside, axis, scannedAxis(outside.type.shape.length));
    const place = scannedAxis(moved.type.shape.length);
    const type = { ...moved.type, shape: moved.type.shape.filter((_, i) => i !== place) };
    const leaf = this.leaf("element", this.elements.length, type, sequence);
    this.elements.push(moved);
    this.elementLeaves.set(key, leaf);
    return leaf;
  }

  /** All elements of what is repeated along the scanned axis (a mask that is always true) are one value. */
  private elementOfRepeated(sequence: Node, axis: number): Node | undefined {
    const { op, attributes, inputs, type } = sequence;
    const { axes } = attributes;
    if (op !== primitive("broadcast") || !Array.isArray(axes) || axes.includes(axis)) return undefined;
    const shape = type.shape.filter((_, i) => i !== axis);
    const places = axes.map((place) => (typeof place === "number" && place > axis ? place - 1 : place));
    return this.builder.make(op, [this.adopt(inputs[0]!)], { shape, axes: places }, sequence.origin);
  }

  override position(): Node {
    this.here ??= this.builder.make(primitive("position"), []);
    return this.here;
  }

  private leaf(op: string, index: number, type: TensorType, source: Node): Node {
    return this.builder.make(primitive(op), [], leafAttributes(index, type), source.origin);
  }
}

/** Sequences are scanned along axis 1, after the batch; vectors along their only axis. */
export function scannedAxis(rank: number): number {
  return Math.min(1, Math.max(0, rank - 1));
}

function leafAttributes(index: number, { dtype, shape, bound }: TensorType) {
  return { index, dtype, shape, ...(bound && { bound }) };
}

function withAxisAt(program: Program, node: Node, from: number, to: number): Node {
  if (from === to) return node;
  const others = node.type.shape.map((_, i) => i).filter((i) => i !== from);
  const permutation = [...others.slice(0, to), from, ...others.slice(to)];
  return program.builder.make(primitive("transpose"), [node], { permutation }, node.origin);
}
