import { textOf, type Span } from "../base/source.ts";
import type { Graph, Node, Storage } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import type * as ast from "../syntax/ast.ts";
import { visit } from "../syntax/visit.ts";
import type { Size } from "../types/size.ts";
import { sameShape, typeText } from "../types/tensor.ts";
import { Abort, type Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { primitive } from "./primitive.ts";
import type { Program } from "./program.ts";
import { Region } from "./region.ts";
import type { Scope } from "./scope.ts";
import { runBlock } from "./statements.ts";
import { asTensor, broadcasts, broadcastTo, convert } from "./tensors.ts";
import { bindType, evaluateSize } from "./types.ts";
import { list, poison, tensor, type Value } from "./value.ts";

/** A carried name: where it starts, and its leaf in the body. */
interface Carry {
  readonly name: string;
  readonly target: ast.Target;
  readonly start: Node;
  readonly leaf: Node;
}

/** A state that the body has met: its value before the scan, and its leaf. */
interface Met {
  readonly storage: Storage;
  readonly start: Node;
  readonly leaf: Node;
}

/** What a body does with its region: the mask of the position, what it yields, the states it updates. */
export class Recurrence extends Region {
  readonly carries: Carry[] = [];
  private readonly met = new Map<Storage, Met>();
  /** Where false, assignments to carried names have no effect. */
  mask: Node | undefined;
  yielded: { readonly value: Value; readonly span: Span } | undefined;

  /** Where the carried names live. */
  readonly body: Scope;

  constructor(parent: Program, extent: Size, body: Scope) {
    super(parent, extent);
    this.body = body;
  }

  /** A state is carried, too: a position finds it as the updates of those before left it. */
  override latest(storage: Storage): Node {
    if (this.isUpdated(storage)) return super.latest(storage);
    if (storage.role !== "state") return this.parent.latest(storage);
    const known = this.met.get(storage);
    if (known) return known.leaf;
    const start = this.parent.adopt(this.parent.latest(storage));
    const leaf = this.carry(this.carries.length + this.met.size, start.type, storage.name);
    this.met.set(storage, { storage, start, leaf });
    return leaf;
  }

  /** The body, and the states that it updates, which are its last carries. To a body that only reads it, a state is a value from outside. */
  close(next: readonly Node[], yields: readonly Node[]): { readonly body: Graph; readonly states: readonly Met[] } {
    const states = [...this.met.values()].filter(({ storage }) => this.isUpdated(storage));
    const body = this.builder.region([...next, ...states.map(({ storage }) => this.adopt(super.latest(storage)))], yields);
    if (this.met.size === 0) return { body, states };
    const leaves = new Map<Node, { readonly index: number } | { readonly outer: Node }>();
    for (const met of this.met.values()) {
      const index = states.indexOf(met);
      leaves.set(met.leaf, index < 0 ? { outer: this.adopt(met.start) } : { index: this.carries.length + index });
    }
    return {
      states,
      body: rewrite(body, (node, _, builder) => {
        const leaf = leaves.get(node);
        if (!leaf) return undefined;
        return "outer" in leaf ? builder.copy(leaf.outer, []) : builder.make(node.op, [], { ...node.attributes, index: leaf.index }, node.origin);
      }),
    };
  }

  /** In a masked position an assignment to a carried name leaves the old value. */
  override assigned(context: Context, name: string, value: Value, scope: Scope, span: Span): Value {
    const old = scope.find(name);
    if (!this.mask || scope !== this.body || value.kind === "poison" || old?.kind !== "tensor" || !this.carries.some((c) => c.name === name)) return value;
    const next = asTensor(context, { value, span });
    const { shape } = old.node.type;
    if (!broadcasts(next.node.type.shape, shape)) return value;
    const spread = broadcastTo(context, convert(context, next.node, old.node.type.dtype, span), shape, span);
    return tensor(context.make("select", [leading(context, this.mask, old.node, span), spread, old.node], {}, span), next.trail);
  }
}

/**
 * `scan t in T with h = … { … yield e }`: the body is evaluated once, for any position. The scan's value is what is
 * yielded, stacked along axis 1; afterwards the carried names hold their final values.
 */
export function evaluateScan(context: Context, scan: ast.Scan, scope: Scope): Value {
  const extent = extentOf(context, scan, scope);
  const inside = scope.inner();
  const region = new Recurrence(context.program, extent, inside);
  for (const [index, carry] of scan.carries.entries()) begin(context, region, carry, index, scope, inside);
  inside.define(scan.index.name, { kind: "position", region });
  carryStates(context, region, scan, inside);
  const { next, yields } = context.within({ program: region }, () => {
    if (scan.where) region.mask = maskOf(context, scan.where, inside);
    const returned = runBlock(context, scan.body, inside);
    if (returned !== undefined && returned.kind !== "poison") context.fail("misplaced", { what: "`return`", where: "a scan" }, scan.body.span, { help: "`yield` stacks a value" });
    return { next: region.carries.map((carry) => end(context, carry, inside)), yields: yieldedNodes(context, region) };
  });
  const { body, states } = region.close(next, yields);
  const inputs = [...region.carries.map((c) => c.start), ...states.map((s) => s.start), ...region.elements, ...region.outers];
  const carries = region.carries.length + states.length;
  const attributes = { carries, elements: region.elements.length, axis: 1, extent, reverse: scan.reverse };
  const { builder } = context.program;
  const node = builder.make(primitive("scan"), inputs, attributes, context.origin(scan.span), body);
  const part = (index: number, name: string): Node => builder.make(primitive("part"), [node], { index }, { ...context.origin(scan.span), name });
  for (const [i, carry] of region.carries.entries()) scope.define(carry.name, tensor(part(i, context.instance.join(carry.name))));
  for (const [i, { storage }] of states.entries()) context.program.update(storage, part(region.carries.length + i, storage.name), scan.span);
  const stacked = yields.map((_, i) => tensor(part(carries + i, context.label ?? context.instance.path)));
  // A scan that yields nothing is worth nothing; only its carried names are of use.
  const [only] = stacked;
  return only && region.yielded?.value.kind !== "list" ? only : list(stacked);
}

/** How many positions there are: one at the least. */
function extentOf(context: Context, scan: ast.Scan, scope: Scope): Size {
  const extent = evaluateSize(context, scan.extent, scope);
  const held = extent.atLeast(1);
  if (held === false) context.fail("bad-size", { size: String(extent), what: "the length of a scan" }, scan.extent.span);
  if (held === undefined) context.program.builder.require({ kind: "at-least", size: extent, least: 1, why: `the scan over ${textOf(scan.extent.span)}` });
  return extent;
}

function begin(context: Context, region: Recurrence, carry: ast.Assignment, index: number, scope: Scope, inside: Scope): void {
  const [target] = carry.targets;
  if (!target || carry.targets.length > 1 || target.indices) return context.fail("not-several", { found: "one initial value", wanted: carry.targets.length }, carry.span);
  const start = asTensor(context, { value: evaluate(context, carry.value, scope), span: carry.value.span }).node;
  const { name } = target.name;
  if (target.type) bindType(context, target.type, start.type, scope, { name, of: context.instance.declaration.name.name, span: target.type.span, settled: true });
  const leaf = region.carry(index, start.type, context.instance.join(name));
  region.carries.push({ name, target, start: context.program.adopt(start), leaf });
  inside.define(name, tensor(leaf));
}

/** A state from around the scan that the body updates: a position finds it as the one before left it. */
function carryStates(context: Context, region: Recurrence, scan: ast.Scan, inside: Scope): void {
  visit(scan.body, {
    update: ({ target: { name } }) => {
      const storage = context.instance.storages.get(name);
      if (storage?.role === "state" && inside.find(name)?.kind === "tensor") inside.define(name, tensor(region.latest(storage)));
    },
  });
}

/** The value of a carried name at the end of a position: it must be as it was at the start. */
function end(context: Context, carry: Carry, inside: Scope): Node {
  const value = inside.find(carry.name);
  if (!value || value.kind === "poison") throw new Abort();
  const { span } = carry.target;
  const next = asTensor(context, { value, span }).node;
  const { shape, dtype, bound } = carry.leaf.type;
  const change = { name: carry.name, start: typeText(carry.leaf.type), end: typeText(next.type) };
  // Real numbers are not cut to whole ones in silence, nor indices taken for granted.
  if ((dtype !== "f32" && next.type.dtype !== dtype) || (bound && !next.type.bound?.equals(bound))) {
    context.fail("carry-changes", change, span, { help: bound && next.type.dtype === "i32" ? "start it as a plain whole number: `0 + …`" : `start it as \`float(…)\`` });
  }
  if (!broadcasts(next.type.shape, shape)) {
    context.fail("carry-changes", change, span, {
      help: `start it with its full shape: \`${carry.name} = zeros[${next.type.shape.join(", ")}]\``,
    });
  }
  return context.program.adopt(broadcastTo(context, convert(context, next, dtype, span), shape, span));
}

function maskOf(context: Context, where: ast.Expression, inside: Scope): Node | undefined {
  const value = evaluate(context, where, inside);
  if (value.kind === "boolean" && value.value) return undefined;
  const mask = asTensor(context, { value, span: where.span }).node;
  if (mask.type.dtype !== "bool") context.fail("element-type", { what: "`where`", expected: "booleans", found: "numbers" }, where.span);
  return mask;
}

/** A mask of the leading axes, repeated over the others: [N] over [N, units]. */
function leading(context: Context, mask: Node, like: Node, span: Span): Node {
  const { shape } = like.type;
  const rank = mask.type.shape.length;
  if (rank > shape.length || !sameShape(mask.type.shape, shape.slice(0, rank))) {
    context.fail("shapes-differ", { what: "`where` and what is carried" }, span, {
      notes: [{ name: "where", text: typeText(mask.type) }, { name: "carried", text: typeText(like.type) }],
    });
  }
  if (rank === shape.length) return mask;
  return context.make("broadcast", [mask], { shape, axes: mask.type.shape.map((_, i) => i) }, span);
}

function yieldedNodes(context: Context, region: Recurrence): Node[] {
  if (!region.yielded) return [];
  const { value, span } = region.yielded;
  if (value.kind === "poison") throw new Abort();
  const values = value.kind === "list" ? value.items : [value];
  return values.map((item) => region.adopt(asTensor(context, { value: item, span }).node));
}

/** `yield e`, inside the body of a scan. */
export function evaluateYield(context: Context, statement: ast.Yield, scope: Scope): void {
  const { program } = context;
  if (!(program instanceof Recurrence)) return context.fail("misplaced", { what: "`yield`", where: "code outside a scan" }, statement.span);
  if (program.yielded) return context.fail("yielded-twice", {}, statement.span, { help: "yield several values as a list: `yield [a, b]`" });
  program.yielded = { value: poison, span: statement.value.span };
  program.yielded = { value: evaluate(context, statement.value, scope), span: statement.value.span };
}

/** `x[:, t]` for a sequence from outside the scan: its element. A sequence may be longer than the scan. */
export function elementAt(context: Context, position: Extract<Value, { kind: "position" }>, sequence: Node, axis: number, span: Span): Node {
  const { region } = position;
  const { shape } = sequence.type;
  const size = shape[axis]!;
  if (size.sub(region.extent).atLeast(0) !== true) {
    context.fail("out-of-range", { what: `the position \`${textOf(span)}\` (up to ${region.extent.sub(1)})`, size: String(region.extent.sub(1)), limit: String(size) }, span);
  }
  if (region.owns(sequence)) return context.make("gather", [sequence, region.position()], { axis }, span);
  if (size.equals(region.extent)) return region.element(sequence, axis);
  // Of a longer sequence, those that are scanned.
  const limit = shape.map((whole, i) => (i === axis ? region.extent : whole));
  const scanned = context.within({ program: region.parent }, () => context.make("slice", [sequence], { start: shape.map(() => 0), limit, stride: shape.map(() => 1) }, span));
  return region.element(scanned, axis);
}

