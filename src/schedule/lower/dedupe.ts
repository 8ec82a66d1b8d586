import type { Kernel } from "../../kernel/kernel.ts";
import { printKernel } from "../../kernel/print.ts";
import { renameBody } from "../../kernel/rename.ts";

/** Equal for kernels that are equal but for names: names become numbers, in the order of their first use. */
export function shapeKey({ buffers, body }: Pick<Kernel, "buffers" | "body">): string {
  const numbers = new Map<string, string>();
  const name = (old: string): string => {
    if (!numbers.has(old)) numbers.set(old, `#${numbers.size}`);
    return numbers.get(old)!;
  };
  const renamed = buffers.map((b) => ({ ...b, name: name(b.name) }));
  return printKernel({ name: "", doc: { source: [], equations: [] }, buffers: renamed, sizes: [], body: renameBody(body, name) });
}
