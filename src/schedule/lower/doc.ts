import { lineText, positionOf, type Span } from "../../base/source.ts";
import type { Node } from "../../graph/graph.ts";
import type { KernelDoc } from "../../kernel/kernel.ts";
import { equations } from "./equation.ts";
import type { Group } from "../group/group.ts";
import type { Tasks } from "../group/tasks.ts";

/** What a kernel is for: the source lines it serves and the equations it computes. */
export function documentation(group: Group, tasks: Tasks, bufferOf: (root: Node) => string | undefined): KernelDoc {
  return { source: sourceLines(group, tasks), equations: equations(group, tasks, bufferOf).map(oneLine) };
}

/** `digits.nnet:8  net = LeNet(classes: 10)`, each line once, in the order of the file. */
function sourceLines(group: Group, tasks: Tasks): readonly string[] {
  const lines = new Map<string, { readonly file: string; readonly line: number; readonly text: string }>();
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const span = node.origin?.span;
    if (span) {
      const { line } = positionOf(span.source, span.start);
      lines.set(`${span.source.name}:${line}`, { file: span.source.name, line, text: lineOf(span) });
    }
    for (const input of node.inputs) if (tasks.values.residence(input) === "inline" && !input.op.traits.leaf) visit(input);
  };
  group.nodes.forEach(visit);
  const sorted = [...lines.values()].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  return sorted.map(({ text }) => text);
}

/** `digits.nnet:8  net = LeNet(classes: 10)`: the line on which a span starts. */
export function lineOf({ source, start }: Span): string {
  const { line } = positionOf(source, start);
  return oneLine(`${source.name}:${line}  ${lineText(source, line).trim()}`);
}

/** Names and sources may hold anything; a comment is one line without control characters. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
