import { withoutCancellation } from "../../../kernel/approximation/cancellation.ts";
import type { Kernel } from "../../../kernel/kernel.ts";
import { isShared } from "../../../kernel/share.ts";
import { signsOf } from "../../../kernel/signs.ts";
import type { Local, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Helpers } from "./helpers.ts";
import { Pointers } from "./pointers.ts";
import { writeBlock } from "./statements.ts";

/** A function over the part and the number of parts, if threads share the kernel, then its sizes, then the addresses of its buffers in bytes. */
export function writeKernel(module: ModuleBuilder, kernel: Kernel, helpers: Helpers): Signature {
  const { sizes, buffers } = kernel;
  const shared = isShared(kernel);
  return module.function(kernel.name, [...(shared ? ["part", "parts"] : []), ...sizes, ...buffers].map(() => "i"), [], false, (b) => {
    const own = b.parameters.slice(shared ? 2 : 0);
    const wrong = (name: string): never => {
      throw new Error(`kernel ${kernel.name} has no ${name}`);
    };
    const addresses = new Map(buffers.map(({ name, dtype }, i) => [name, { address: own[sizes.length + i]!, dtype }]));
    const locals = new Map(sizes.map((name, i) => [name, own[i]!]));
    const code = {
      b,
      helpers,
      signs: signsOf(kernel.body),
      pointers: new Pointers(),
      buffer: (name: string) => addresses.get(name) ?? wrong(name),
      size: (name: string) => locals.get(name) ?? wrong(name),
      team: shared ? { part: b.parameters[0]!, parts: b.parameters[1]! } : undefined,
      scope: new Map(),
      steady: new Set<Local>(),
      lane: undefined,
      active: 4,
    };
    writeBlock(code, withoutCancellation(kernel.body), false);
  });
}
