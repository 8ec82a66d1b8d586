import { withoutCancellation } from "../../../kernel/approximation/cancellation.ts";
import type { Kernel } from "../../../kernel/kernel.ts";
import { isShared } from "../../../kernel/share.ts";
import { signsOf } from "../../../kernel/signs.ts";
import type { Local, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Helpers } from "./helpers.ts";
import { Pointers } from "./pointers.ts";
import { writeBlock } from "./statements.ts";

/** A function over the kernel's sizes, then the addresses of its buffers in bytes; then, if threads share it, the part and the number of parts. */
export function writeKernel(module: ModuleBuilder, kernel: Kernel, helpers: Helpers): Signature {
  const { sizes, buffers } = kernel;
  const shared = isShared(kernel);
  return module.function(kernel.name, [...sizes, ...buffers, ...(shared ? ["part", "parts"] : [])].map(() => "i"), [], false, (b) => {
    const wrong = (name: string): never => {
      throw new Error(`kernel ${kernel.name} has no ${name}`);
    };
    const addresses = new Map(buffers.map(({ name, dtype }, i) => [name, { address: b.parameters[sizes.length + i]!, dtype }]));
    const locals = new Map(sizes.map((name, i) => [name, b.parameters[i]!]));
    const code = {
      b,
      helpers,
      signs: signsOf(kernel.body),
      pointers: new Pointers(),
      buffer: (name: string) => addresses.get(name) ?? wrong(name),
      size: (name: string) => locals.get(name) ?? wrong(name),
      team: shared ? { part: b.parameters.at(-2)!, parts: b.parameters.at(-1)! } : undefined,
      scope: new Map(),
      steady: new Set<Local>(),
      lane: undefined,
      active: 4,
    };
    writeBlock(code, withoutCancellation(kernel.body), false);
  });
}
