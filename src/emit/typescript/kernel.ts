import CodeBlockWriter from "code-block-writer";
import type { Kernel } from "../../kernel/kernel.ts";
import { runtimeNames, type RuntimeUse } from "../inline.ts";
import { printStatements } from "../printer/print.ts";
import { typescriptDialect } from "./dialect.ts";
import { hoist } from "./hoist.ts";
import { wrapped } from "./layout.ts";
import { Names } from "./names.ts";
import { commentText } from "./text.ts";

/** A kernel as a function over its sizes, then its buffers. Each buffer is touched within its own length only. */
export function kernelText(kernel: Kernel, functionName: string, runtime: RuntimeUse): string {
  const names = new Names(runtimeNames);
  const sizes = kernel.sizes.map((size) => `${names.of(`size ${size}`, size)}: number`);
  const buffers = kernel.buffers.map(({ name, dtype }) => `${names.of(`buffer ${name}`, name)}: ${dtype === "f32" ? "Float32Array" : "Int32Array"}`);
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  for (const line of kernel.doc.source) writer.writeLine(`// ${commentText(line)}`);
  for (const line of kernel.doc.equations) writer.writeLine(`//   ${commentText(line)}`);
  const lowered = hoist(kernel);
  writer.write(wrapped(`function ${functionName}(`, [...sizes, ...buffers], "): void"));
  writer.block(() => printStatements(writer, lowered.body, typescriptDialect(lowered, names, runtime)));
  return writer.toString();
}
