import type { Host } from "../host/host.ts";
import { commentText, stringLiteral, templateLiteral } from "../typescript/text.ts";
import type { KernelRow, Tables } from "./tables.ts";

/** The shaders as text, the table of kernels, and that of the places where they run. */
export function sectionsOf(host: Host, { kernels, calls }: Tables, names: { readonly kernels: string; readonly calls: string }, block: (name: string) => number): readonly string[] {
  const shader = (row: KernelRow): string => host.names.of(`shader ${kernels.indexOf(row)}`, `${row.name}_wgsl`);
  const [kernelType, callType] = [host.runtime.name("GpuKernel"), host.runtime.name("GpuCall")];
  const functions = new Map(kernels.flatMap((row) => [...row.functions]));
  const library = (name: string): string => host.names.of(`function ${name}`, `${name}_wgsl`);
  const rows = kernels.map((row) => {
    const { name, buffers, sizes, positions, guarded } = row;
    return `  { name: ${stringLiteral(name)}, code: ${[...row.functions.keys()].map(library).concat(shader(row)).join(" + ")}, buffers: "${buffers}", sizes: ${sizes}, positions: ${positions.length}, guarded: ${guarded} },\n`;
  });
  const places = calls.map(({ kernel, blocks }) => `  [${[kernels.indexOf(kernel), ...blocks.map(block)].join(", ")}], // ${commentText(`${kernel.name}(${blocks.join(", ")})`)}\n`);
  return [
    ...[...functions].map(([name, text]) => `const ${library(name)} = ${templateLiteral(text)};`),
    ...kernels.map((row) => `${comments(row)}const ${shader(row)} = ${templateLiteral(row.code)};`),
    `/** The kernels, as WebGPU takes them. */\nconst ${names.kernels}: readonly ${kernelType}[] = [\n${rows.join("")}];`,
    `/** Where they run: the number of a kernel, and those of the blocks of memory that its buffers are. */\nconst ${names.calls}: readonly ${callType}[] = [\n${places.join("")}];`,
  ];
}

function comments({ doc }: KernelRow): string {
  if (!doc) return "";
  return [...doc.source.map((line) => `// ${commentText(line)}\n`), ...doc.equations.map((line) => `//   ${commentText(line)}\n`)].join("");
}
