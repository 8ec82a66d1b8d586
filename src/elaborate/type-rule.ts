import type { Diagnostic, Note } from "../diagnostics/diagnostic.ts";
import { diagnose } from "../diagnostics/report.ts";
import type { Attributes, Node, Requirement } from "../graph/graph.ts";
import type { TypeRuleReason } from "../ops/op.ts";
import { shapeText, typeText } from "../types/tensor.ts";
import { notForAllSizes, type Operand } from "./not-for-all-sizes.ts";
import { axisHistory, whence, type Trail } from "./trail.ts";

/** What the elaborator knows of the inputs of a refused operation. */
export interface Operands {
  /** Each input as the user wrote it. */
  readonly texts?: readonly (string | undefined)[];
  /** Where the sizes of each input came from. */
  readonly trails?: readonly (Trail | undefined)[];
  readonly help?: string;
}

interface Refused extends Operands {
  readonly op: string;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  /** The user's call: `Conv`. */
  readonly call: string | undefined;
  readonly requirements: readonly Requirement[];
}

/** Words the refusal of a type rule. */
export function describe(reason: TypeRuleReason, refused: Refused): Diagnostic {
  const name = refused.call ?? refused.op;
  switch (reason.kind) {
    case "window-too-large": return windowTooLarge(reason, refused);
    case "shapes-differ": {
      const partly = notForAllSizes(name, operand(refused, reason.left), operand(refused, reason.right), reason.axes, refused.requirements);
      if (partly) return partly;
      const notes = [reason.left, reason.right].map((i) => inputNote(refused, i));
      return diagnose("shapes-do-not-fit", { what: name }, { notes: [...notes, { name: "", text: disagreement(reason, refused) }], help: refused.help });
    }
    case "element-type": {
      const type = refused.inputs[reason.input]?.type;
      return diagnose("element-type", { what: name, expected: reason.expected, found: type ? typeText(type) : "nothing" });
    }
    case "rank": {
      const type = refused.inputs[reason.input]?.type;
      return diagnose("wrong-rank", { what: name, expected: reason.expected, found: type ? typeText(type) : "nothing" });
    }
    case "bad-axis": return diagnose("bad-axis", { axis: String(reason.axis), rank: reason.rank });
    case "not-divisible": return diagnose("not-divisible", { what: reason.what, size: String(reason.size), by: String(reason.by) });
    case "elements-differ":
      return diagnose("elements-differ", { from: String(reason.from), to: String(reason.to) }, { notes: refused.inputs.slice(0, 1).map((_, i) => inputNote(refused, i)), help: refused.help });
    case "out-of-range": return diagnose("out-of-range", { what: reason.what, size: String(reason.size), limit: String(reason.limit) });
    case "other": return diagnose("does-not-fit", { what: name, why: reason.message });
  }
}

function operand({ inputs, texts, trails }: Refused, i: number): Operand {
  return { text: texts?.[i] ?? `operand ${i + 1}`, shape: inputs[i]?.type.shape ?? [], trail: trails?.[i] };
}

function disagreement({ left, right, axes }: Extract<TypeRuleReason, { kind: "shapes-differ" }>, { inputs }: Refused): string {
  const [a, b] = [left, right].map((i) => inputs[i]?.type.shape.length ?? 0);
  return a === b ? axesText(axes) : `one has ${a} axes, the other ${b}`;
}

function windowTooLarge(reason: Extract<TypeRuleReason, { kind: "window-too-large" }>, refused: Refused): Diagnostic {
  const { axis, input, window, stride, low, high, dilation } = reason;
  const spatial = refused.inputs[0]!.type.shape.slice(1, -1);
  const extent = window.sub(1).mul(dilation).add(1);
  const padding = low.equals(high) ? `2*${low}` : `${low} + ${high}`;
  const span = dilation === 1 ? `${window}` : `((${window} - 1)*${dilation} + 1)`;
  const result = input.add(low).add(high).sub(extent).floorDiv(stride).add(1);
  const history = axisHistory(refused.trails?.[0], axis);
  const notes: Note[] = history ? [{ name: "sizes", text: history }] : [];
  return diagnose(
    "window-too-large",
    { window: `${times(window, spatial.length)} ${refused.op === "conv" ? "kernel" : "window"}`, input: spatial.join("x") },
    { label: `floor((${input} + ${padding} - ${span})/${stride}) + 1 = ${result}`, notes, help: refused.help },
  );
}

function times(size: { toString(): string }, count: number): string {
  return Array.from({ length: count }, () => String(size)).join("x");
}

function inputNote(refused: Refused, i: number): Note {
  const shape = refused.inputs[i]?.type.shape ?? [];
  const from = whence(refused.trails?.[i]);
  return { name: refused.texts?.[i] ?? `operand ${i + 1}`, text: shapeText(shape) + (from && `   ${from}`) };
}

/** `axes 1, 2 and 3 differ`. */
export function axesText(axes: readonly number[]): string {
  if (axes.length === 1) return `axis ${axes[0]} differs`;
  return `axes ${axes.slice(0, -1).join(", ")} and ${axes.at(-1)} differ`;
}
