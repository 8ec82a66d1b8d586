// Writes into README.md the kernel that the derivative of its first model's loss becomes.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";

const file = new URL("../README.md", import.meta.url);

/** README.md as it should be; test/docs/excerpt.test.ts says that it is fresh. */
export function derived(readme: string): string {
  const model = /```nnet\n(.*?)```/s.exec(readme)?.[1]?.replace("columns(0..4)", "columns(0..3)");
  const [plan] = compile({ name: "flowers.nnet", text: model ?? "" }, { load: () => undefined }).plans;
  const module = plan && targets.get("ts")?.emit(plan);
  const [kernel] = /(?:^\/\/.*\n)+^function \w+_backward\([^]*?^\}\n/m.exec(module?.slice(module.search(/(?:^\/\/.*\n)*^\/\/   d[ _]logits = /m)) ?? "") ?? [];
  if (!kernel) throw new Error("README.md has no model whose loss has a derivative by `logits`");
  return readme.replace(/(<!-- excerpt: .* -->\n)[^]*?(<!-- end of the excerpt -->)/, (_, begin: string, end: string) => `${begin}\n\`\`\`ts\n${kernel}\`\`\`\n\n${end}`);
}

if (import.meta.main) {
  const readme = readFileSync(file, "utf8");
  const fresh = derived(readme);
  if (fresh !== readme) writeFileSync(file, fresh);
}
