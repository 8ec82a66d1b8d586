import type { Kernel } from "../kernel.ts";
import { accessesOf } from "./accesses.ts";
import { distinct } from "./box.ts";
import type { Names } from "./form.ts";

/**
 * How many distinct elements of its buffers a kernel reads and writes: the least that must be moved. What it wrote itself is not read
 * from memory.
 */
export function touched(kernel: Kernel, sizes: Names["sizes"]): { readonly read: number; readonly written: number } {
  const accesses = accessesOf(kernel.body, { loops: new Map(), lets: new Map(), sizes }, "needed");
  let [read, written] = [0, 0];
  for (const { name, length } of kernel.buffers) {
    const [all, boxes] = [length.evaluate(sizes), accesses.get(name)];
    if (boxes && boxes.read.length > 0) read += distinct(boxes.read, all);
    if (boxes && boxes.written.length > 0) written += distinct(boxes.written, all);
  }
  return { read, written };
}
