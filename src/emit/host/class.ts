import CodeBlockWriter from "code-block-writer";
import { access, propertyKey, stringLiteral, typeKey } from "../typescript/text.ts";
import { writeCalls } from "./calls.ts";
import { writeDoc } from "./doc.ts";
import type { Engine } from "./engine.ts";
import type { Host } from "./host.ts";
import { writeInfo } from "./info.ts";
import { allocatedSizes, savedStorages } from "./memory.ts";
import { defaultSeed, defaultSizes, sizeKey } from "./options.ts";
import { runCall } from "./programs.ts";
import { calledSizes, programSizes, requiredSizes, requirementStatements } from "./sizes.ts";

/** The class: `create`, the calls, the clock, `save` and `load`. */
export function classText(host: Host, engine: Engine): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  const exported = host.className === host.exportName ? "export " : "";
  writeDoc(writer, host.module.doc ?? `The model ${host.module.name}.`);
  writer.write(`${exported}class ${host.className}`).block(() => {
    writeInfo(writer, host);
    writer.blankLine();
    writeFields(writer, host);
    writer.blankLine();
    if (host.timed) writer.writeLine("static get stepTimes(): Float64Array { return stepTimes; }").blankLine();
    writeCreate(writer, host, engine);
    writeCalls(writer, host, engine);
    writer.blankLine();
    writeClock(writer, host);
    writer.blankLine();
    writeFiles(writer, host, engine);
    if (engine.memory.closes) {
      writer.blankLine();
      writeDoc(writer, engine.later ? "Gives back the memory of the model on the device." : "Ends the threads of the model, if it has any; then it can only be saved.");
      writer.write("close(): void").block(() => writer.writeLine("this.#memory.close();"));
    }
  });
  return writer.toString();
}

function writeFields(writer: CodeBlockWriter, host: Host): void {
  const largest = calledSizes(host).map((symbol) => `readonly ${typeKey(symbol)}: number`).join("; ");
  writer.writeLine("readonly #memory: Memory;");
  if (largest !== "") writer.writeLine(`readonly #largest: { ${largest} };`);
  writer.blankLine();
  writer.write(`private constructor(memory: Memory${largest === "" ? "" : `, largest: { ${largest} }`})`).block(() => {
    writer.writeLine("this.#memory = memory;");
    if (largest !== "") writer.writeLine("this.#largest = largest;");
  });
}

function writeCreate(writer: CodeBlockWriter, host: Host, engine: Engine): void {
  const { memory } = engine;
  const { sizes } = host.module;
  const defaults = defaultSizes(host.module);
  const init = host.plan.programs.find((program) => program.name === "init");
  const optional = sizes.every((symbol) => defaults.has(symbol));
  writeDoc(writer, "A model with fresh weights. All its memory is made here.");
  writer.write(`static async create(options: ${host.typeName("Options")}${optional ? " = {}" : ""}): Promise<${host.className}>`).block(() => {
    const used = new Set([...allocatedSizes(host, memory), ...calledSizes(host), ...requiredSizes(host), ...(init ? programSizes(host, init) : [])]);
    for (const symbol of sizes) {
      const fallback = defaults.has(symbol) ? ` ?? ${defaults.get(symbol)}` : "";
      const value = `options${access(sizeKey(symbol))}${fallback}`;
      writer.writeLine(`${used.has(symbol) ? `const ${host.sizeName(symbol)} = ` : ""}${host.runtime.name("createdSize")}(${stringLiteral(symbol)}, ${value});`);
    }
    requirementStatements(host, sizes).forEach((line) => writer.writeLine(line));
    const options = memory.options.map(({ name, fallback }) => `options.${name} ?? ${fallback}`);
    writer.writeLine(`const memory = ${memory.asynchronous ? "await " : ""}allocate(${[...allocatedSizes(host, memory).map(host.sizeName), ...options].join(", ")});`);
    writer.writeLine(`memory.seed[0] = ${host.runtime.name("countingNumber")}("seed", options.seed ?? ${defaultSeed(host.module)});`);
    if (init && programSizes(host, init).every((symbol) => sizes.includes(symbol))) writer.writeLine(runCall(host, engine, init, "memory"));
    const largest = calledSizes(host).map((symbol) => (host.sizeName(symbol) === symbol ? symbol : `${propertyKey(symbol)}: ${host.sizeName(symbol)}`));
    writer.writeLine(`return new ${host.className}(memory${largest.length === 0 ? "" : `, { ${largest.join(", ")} }`});`);
  });
}

function writeClock(writer: CodeBlockWriter, host: Host): void {
  writeDoc(writer, "Training steps done.");
  writer.write("get step(): number").block(() => writer.writeLine("return this.#memory.step[0]!;"));
  writer.blankLine();
  writeDoc(writer, "From 0; set by the training loop, read by schedules.");
  writer.write("get epoch(): number").block(() => writer.writeLine("return this.#memory.epoch[0]!;"));
  writer.blankLine();
  writer.write("set epoch(epoch: number)").block(() => {
    writer.writeLine(`this.#memory.epoch[0] = ${host.runtime.name("countingNumber")}("epoch", epoch);`);
  });
}

function writeFiles(writer: CodeBlockWriter, host: Host, { later }: Engine): void {
  const saved = savedStorages(host);
  writeDoc(writer, "A safetensors file with all that training needs to go on, bit for bit: parameters, states, slots of the optimizer, step, epoch and seed.");
  writer.write(later ? "async save(): Promise<Uint8Array>" : "save(): Uint8Array").block(() => {
    const tensors = later ? "m.stored.map((tensor) => (tensor.name === \"step\" ? { ...tensor, data: step } : tensor))" : "this.#memory.stored";
    if (later) writer.writeLine("const m = this.#memory;").writeLine(`const step = ${later.fetch(saved)};`);
    writer.writeLine(`return ${host.runtime.name("saveTensors")}(${tensors}, { format: "nnc", model: ${stringLiteral(host.module.name)} });`);
  });
  writer.blankLine();
  writeDoc(writer, "Takes over a file of `save`: all of it, or nothing if it does not fit this model exactly.");
  writer.write("load(file: Uint8Array): void").block(() => {
    if (later) writer.writeLine("const m = this.#memory;");
    writer.writeLine(`${host.runtime.name("loadTensors")}(${later ? "m" : "this.#memory"}.stored, file);`);
    for (const line of later?.send(saved) ?? []) writer.writeLine(line);
  });
}
