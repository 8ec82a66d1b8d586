import type CodeBlockWriter from "code-block-writer";
import type { TensorType } from "../../types/tensor.ts";
import { propertyKey, stringLiteral } from "../typescript/text.ts";
import { writeDoc } from "./doc.ts";
import type { Host } from "./host.ts";
import { defaultSizes } from "./options.ts";

/** The static member that tells tools what the module takes and gives. */
export function writeInfo(writer: CodeBlockWriter, host: Host): void {
  const { module } = host;
  const defaults = defaultSizes(module);
  writeDoc(writer, "What the model takes and gives, for tools. Sizes that are not fixed have their names.");
  writer.write("static readonly info = ").inlineBlock(() => {
    writer.writeLine(`name: ${stringLiteral(module.name)},`);
    const sizes = module.sizes.map((symbol) => `${propertyKey(symbol)}: ${defaults.get(symbol) ?? "undefined"}`);
    writer.writeLine(`sizes: {${sizes.length > 0 ? ` ${sizes.join(", ")} ` : ""}},`);
    writeList(writer, "inputs", module.inputs.map((input) => entry(input.name, input.type, input.default === undefined ? "" : `, default: ${input.default}`)));
    writeList(writer, "outputs", module.outputs.map(({ name, type }) => entry(name, type)));
    writeList(writer, "losses", module.losses.map(({ name, type }) => entry(name, type)));
    writeList(writer, "metrics", module.metrics.map(({ name, type }) => entry(name, type)));
    const stored = module.storages.filter(({ role }) => role === "param" || role === "state");
    writeList(writer, "parameters", stored.map(({ name, type, role }) => entry(name, type, `, role: ${stringLiteral(role)}`)));
    writeList(writer, "phases", module.phases.map(({ name, batch, epochs }) => `{ name: ${stringLiteral(name)}, batch: ${batch}, epochs: ${epochs} }`));
  });
  writer.write(" as const;").newLine();
}

function entry(name: string, type: TensorType, more = ""): string {
  const shape = type.shape.map((size) => String(size.constant() ?? stringLiteral(size.toString())));
  const below = type.bound === undefined ? "" : `, below: ${type.bound.constant() ?? stringLiteral(type.bound.toString())}`;
  return `{ name: ${stringLiteral(name)}, dtype: "${type.dtype}", shape: [${shape.join(", ")}]${below}${more} }`;
}

function writeList(writer: CodeBlockWriter, name: string, items: readonly string[]): void {
  if (items.length === 0) {
    writer.writeLine(`${name}: [],`);
    return;
  }
  writer.writeLine(`${name}: [`).indent(() => items.forEach((item) => writer.writeLine(`${item},`)));
  writer.writeLine("],");
}
