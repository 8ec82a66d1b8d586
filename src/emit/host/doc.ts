import type CodeBlockWriter from "code-block-writer";
import type { TensorType } from "../../types/tensor.ts";
import { shapeText } from "../../types/tensor.ts";
import { commentText } from "../typescript/text.ts";

/** A doc comment of these lines; empty ones are left out. */
export function writeDoc(writer: CodeBlockWriter, ...lines: readonly (string | undefined)[]): void {
  const kept = lines.map((line) => commentText(line ?? "")).filter((line) => line !== "");
  if (kept.length === 0) return;
  if (kept.length === 1) {
    writer.writeLine(`/** ${kept[0]} */`);
    return;
  }
  writer.writeLine("/**");
  for (const line of kept) writer.writeLine(` * ${line}`);
  writer.writeLine(" */");
}

/** `[N, 8, 8, 1]`, `[N], whole numbers from 0 to 9`. */
export function typeDoc({ dtype, shape, bound }: TensorType): string {
  const elements = bound ? `whole numbers from 0 to ${bound.sub(1)}` : dtype === "i32" ? "whole numbers" : dtype === "bool" ? "true or false, or 1 or 0" : "";
  const extent = shape.length === 0 ? "one number" : shapeText(shape);
  return elements === "" ? extent : `${extent}, ${elements}`;
}
