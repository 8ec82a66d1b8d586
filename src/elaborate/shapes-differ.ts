import { positionOf, textOf, type Span } from "../base/source.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Size } from "../types/size.ts";
import { shapeText } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { notForAllSizes, type Operand } from "./not-for-all-sizes.ts";
import { lastChange, whence } from "./trail.ts";
import { axesText } from "./type-rule.ts";
import type { Tensor } from "./value.ts";

interface Side {
  readonly tensor: Tensor;
  readonly span: Span;
}

/** The error of an operator whose sides do not agree: both shapes, where each came from, which axes, and a way out. */
export function shapesDiffer(context: Context, what: string, left: Side, right: Side, span: Span): never {
  const [a, b] = [left.tensor.node.type.shape, right.tensor.node.type.shape];
  const differing = a.length === b.length ? a.flatMap((s, i) => (s.equals(b[i]!) ? [] : [i])) : [];
  const operand = ({ tensor, span: at }: Side): Operand => ({ text: textOf(at), shape: tensor.node.type.shape, trail: tensor.trail });
  const partly = notForAllSizes(what, operand(left), operand(right), differing, context.program.requirements);
  if (partly) return context.refuse(partly, span);
  const width = Math.max(shapeText(a).length, shapeText(b).length);
  const notes: Note[] = [left, right].map((side, i) => {
    const from = history(side.tensor, differing, i === 0 ? b : a);
    const text = shapeText(side.tensor.node.type.shape);
    return { name: textOf(side.span), text: from ? `${text.padEnd(width + 3)}${from}` : text };
  });
  notes.push({ name: "", text: explain(a, b, differing) });
  const help = stretched(left, right) ?? stretched(right, left) ?? remedy(left, right, differing);
  // What the operator inside a function of the library is, is not the user's concern.
  const call = span.source.library ? context.userCall() : undefined;
  if (call !== undefined) return context.fail("shapes-do-not-fit", { what: call }, span, { notes, help });
  return context.fail("shapes-differ", { what }, span, { notes, help });
}

function explain(a: readonly Size[], b: readonly Size[], differing: readonly number[]): string {
  if (a.length !== b.length) {
    const [low, high] = a.length < b.length ? [a, b] : [b, a];
    return `a tensor of rank ${low.length} spreads over one of rank ${high.length} only if its whole shape equals the trailing axes`;
  }
  const agreeing = a.length > 1 && differing[0] !== 0 ? (differing.length === a.length - 1 ? "; the batch axis agrees" : "") : "";
  return axesText(differing) + agreeing;
}

/** What the user wrote that gave a side the size in which it differs. */
function history({ trail, node }: Tensor, differing: readonly number[], other: readonly Size[]): string {
  const axis = differing.find((i) => i > 0) ?? differing[0];
  const step = axis === undefined ? trail : lastChange(trail, axis);
  if (!step) return "";
  if (step.origin === "call" && step.cause && axis !== undefined) {
    const ratio = other[axis]?.exactDiv(node.type.shape[axis]!)?.constant();
    const { text, span } = step.cause;
    return `${ratio === 2 ? "halved by " : "by "}\`${text}\` on line ${positionOf(span.source, span.start).line}`;
  }
  return whence(step);
}

/** What other tools would have stretched: one side has an axis of size 1, or lacks an axis that is not a leading one. */
function stretched(small: Side, large: Side): string | undefined {
  const [s, l] = [small.tensor.node.type.shape, large.tensor.node.type.shape];
  const text = textOf(small.span);
  const name = /^\w+$/.test(text) ? text : `(${text})`;
  if (s.length === l.length + 1 && s.at(-1)!.equals(1) && l.every((size, i) => size.equals(s[i]!))) {
    return `drop the last axis, which has size 1: \`${name}[${l.map(() => ":").join(", ")}, 0]\``;
  }
  if (s.length === l.length - 1) {
    const gap = s.findIndex((size, i) => !size.equals(l[i]!));
    const axis = gap < 0 ? s.length : gap;
    if (s.slice(axis).every((size, i) => size.equals(l[axis + 1 + i]!))) {
      return `repeat \`${text}\` along a new axis: \`spread(${text}, ${l[axis]}${axis === s.length ? "" : `, axis: ${axis}`})\``;
    }
  }
  const axes = s.length === l.length ? s.flatMap((size, i) => (size.equals(l[i]!) ? [] : [i])) : [];
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || !s[axis]!.equals(1)) return undefined;
  const dropped = `${name}[${s.map((_, i) => (i === axis ? "0" : ":")).join(", ")}]`;
  return axis === 0
    ? `an axis of size 1 is not stretched, but one that is missing in front is: \`${dropped}\``
    : `an axis of size 1 is not stretched; repeat it: \`spread(${dropped}, ${l[axis]}, axis: ${axis})\``;
}

/** A side that is larger by a whole factor in its spatial axes is projected; one that lacks channels as well. */
function remedy(left: Side, right: Side, differing: readonly number[]): string | undefined {
  const project = (small: Side, large: Side): string | undefined => {
    const [s, l] = [small.tensor.node.type.shape, large.tensor.node.type.shape];
    if (s.length !== 4 || l.length !== 4 || differing.includes(0)) return undefined;
    const strides = [1, 2].map((axis) => l[axis]!.exactDiv(s[axis]!)?.constant());
    const channels = s[3]!.constant();
    if (channels === undefined || strides[0] === undefined || strides[0] !== strides[1]) return undefined;
    const stride = strides[0] === 1 ? "" : `, stride: ${strides[0]}`;
    return `project the shortcut: \`${textOf(large.span)} |> Conv(${channels}, 1${stride})\``;
  };
  return project(left, right) ?? project(right, left);
}
