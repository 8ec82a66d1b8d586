import { positionOf, textOf, type Span } from "../base/source.ts";
import type { Note } from "../diagnostics/diagnostic.ts";
import type { Size } from "../types/size.ts";
import { shapeText } from "../types/tensor.ts";
import type { Context } from "./context.ts";
import { lastChange } from "./trail.ts";
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
  const width = Math.max(shapeText(a).length, shapeText(b).length);
  const notes: Note[] = [left, right].map((side, i) => {
    const from = whence(side.tensor, differing, i === 0 ? b : a);
    const text = shapeText(side.tensor.node.type.shape);
    return { name: textOf(side.span), text: from ? `${text.padEnd(width + 3)}${from}` : text };
  });
  notes.push({ name: "", text: explain(a, b, differing) });
  return context.fail("shapes-differ", { what }, span, { notes, help: remedy(left, right, differing) });
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
function whence({ trail, node }: Tensor, differing: readonly number[], other: readonly Size[]): string {
  const axis = differing.find((i) => i > 0) ?? differing[0];
  const step = axis === undefined ? trail : lastChange(trail, axis);
  if (!step) return "";
  const { line } = positionOf(step.span.source, step.span.start);
  if (step.origin === "input") return `the input \`${step.label}\`, line ${line}`;
  if (step.origin === "parameter-of") return `the input of \`${step.label}\`, line ${line}`;
  if (step.cause && axis !== undefined) {
    const ratio = other[axis]?.exactDiv(node.type.shape[axis]!)?.constant();
    return `${ratio === 2 ? "halved by " : "by "}\`${step.cause}\` on line ${line}`;
  }
  return `from \`${step.label}\` on line ${line}`;
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
