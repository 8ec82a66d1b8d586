import type { ModuleInterface, Program } from "../../schedule/plan.ts";
import { access, commentText, propertyKey, stringLiteral } from "../typescript/text.ts";
import type { Engine } from "./engine.ts";
import type { Host } from "./host.ts";
import { defaultSizes } from "./options.ts";

/** The comment at the head of the file: what it is, and how it is used. */
export function headText(host: Host, engine: Engine): string {
  const { module } = host;
  const lines = [
    `${module.name}, compiled by nnc from ${module.file}. ${engine.title}; stands alone, no imports.`,
    "",
    ...example(host, engine).map((line) => `    ${line}`),
  ];
  return lines.map((line) => `// ${line.startsWith("    ") ? `    ${commentText(line)}` : commentText(line)}`.trimEnd()).join("\n");
}

function example(host: Host, { later }: Engine): string[] {
  const { module } = host;
  const program = (name: string): Program | undefined => host.plan.programs.find((p) => p.name === name);
  const defaults = defaultSizes(host.module);
  const sizes = host.module.sizes.map((size) => `${size}: ${defaults.get(size) ?? "…"}`);
  const [phase, ...others] = host.module.phases;
  const train = phase && program(phase.program);
  const predict = program("predict");
  const measure = program("measure");
  const call = (method: string, called: Program, more: string): string => callText(module, `${later ? "await " : ""}model.${method}`, called, more);
  return [
    `const model = await ${host.exportName}.create({ ${[...sizes, "seed: 1"].join(", ")} });`,
    ...(measure ? [`${call("measure", measure, "")} // once, with all training examples in turn`] : []),
    ...(train ? [call("train", train, others.length > 0 ? `, { phase: ${stringLiteral(phase.name)} }` : "")] : []),
    ...(predict ? [call("predict", predict, "")] : []),
    `const bytes = ${later ? "await " : ""}model.save(); // and later: model.load(bytes)`,
  ];
}

/** What must be given, and what comes back. */
function callText(module: ModuleInterface, method: string, program: Program, more: string): string {
  const names = program.results.map((r) => r.name).filter((name) => access(name).startsWith("."));
  const needed = program.inputs.filter((name) => module.inputs.some((input) => input.name === name && input.default === undefined));
  const inputs = needed.map((name) => (access(name).startsWith(".") ? name : `${propertyKey(name)}: …`));
  const given = inputs.length > 0 ? `{ ${inputs.join(", ")} }` : more === "" ? "" : "{}";
  return `${names.length > 0 ? `const { ${names.join(", ")} } = ` : ""}${method}(${given}${more});`;
}
