import type { Plan } from "../../schedule/plan.ts";
import type { EmitOptions } from "../target.ts";
import { classText } from "./class.ts";
import type { Engine } from "./engine.ts";
import { headText } from "./head.ts";
import { hostOf, type Host } from "./host.ts";
import { memoryText } from "./memory.ts";
import { programTexts } from "./programs.ts";
import { timedText } from "./timed.ts";
import { typeTexts } from "./types.ts";

/** The whole file: what a reader needs first comes first, what was written by hand once and for all comes last. */
export function moduleText(plan: Plan, engineOf: (host: Host) => Engine, options: EmitOptions = {}): string {
  const host = hostOf(plan, options);
  const engine = engineOf(host);
  const exported = host.className !== host.exportName ? [`export { ${host.className} as ${host.exportName} };`] : [];
  const error = host.runtime.name("ModelError");
  const errorName = host.typeName("Error");
  const before = [
    headText(host, engine),
    ...typeTexts(host, engine),
    classText(host, engine),
    ...exported,
    `/** What this module throws. */\nexport { ${error} as ${errorName} };`,
  ];
  const behind = [...timedText(host), ...programTexts(host, engine), ...engine.sections()];
  return `${[...before, memoryText(host, engine), ...behind, ...host.runtime.texts()].map((section) => section.trim()).join("\n\n")}\n`;
}
