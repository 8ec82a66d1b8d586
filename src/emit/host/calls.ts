import type CodeBlockWriter from "code-block-writer";
import type { InputDeclaration, Program } from "../../schedule/plan.ts";
import { elements, shapeText } from "../../types/tensor.ts";
import { access, propertyKey, stringLiteral } from "../typescript/text.ts";
import { writeDivided } from "./divided.ts";
import { writeDoc } from "./doc.ts";
import type { Engine } from "./engine.ts";
import { capitals, type Host } from "./host.ts";
import { runCall } from "./programs.ts";
import { publicPrograms, type PublicProgram } from "./public.ts";
import { sizeStatements } from "./call-sizes.ts";
import { programSizes, requirementStatements } from "./sizes.ts";
import { inputsType, resultType } from "./types.ts";

/** The methods that run programs: `train`, `evaluate`, `predict`, `measure`. */
export function writeCalls(writer: CodeBlockWriter, host: Host, engine: Engine): void {
  const programs = publicPrograms(host);
  const phases = programs.filter(({ phase }) => phase !== undefined);
  writeTrain(writer, host, engine, phases);
  if (engine.later && phases.length > 0) writeTrainMany(writer, host, phases);
  for (const { program, phase } of programs) {
    if (phase) continue;
    writer.blankLine();
    writeDoc(writer, docs[program.name]);
    writeCall(writer, host, engine, program.name, program);
  }
}

const docs: Readonly<Record<string, string>> = {
  predict: "The outputs in test mode.",
  evaluate: "Losses and metrics in test mode; nothing changes.",
  measure: "Takes what layers must know of all training examples, such as their mean, from some more of them: to be called with all, once, before any training.",
};

function writeTrain(writer: CodeBlockWriter, host: Host, engine: Engine, phases: readonly PublicProgram[]): void {
  const [only, ...others] = phases;
  if (!only) return;
  writer.blankLine();
  const doc = "One training step on a batch: the losses and metrics before the update. Throws if a loss is not finite.";
  if (others.length === 0) {
    writeDoc(writer, doc);
    writeStep(writer, host, engine, "train", only, only.phase?.name ? `readonly phase?: ${stringLiteral(only.phase.name)}` : "");
    return;
  }
  const typed = (program: Program, phase: string): string => `batch: ${inputsType(host, program)}, options: { ${[`readonly phase: ${phase}`, ...sizesOption(host)].join("; ")} }`;
  const given = (type: string): string => (engine.later ? `Promise<${type}>` : type);
  writeDoc(writer, doc, "There are several phases, so each step says which one it belongs to.");
  for (const { program, phase } of phases) {
    writer.writeLine(`train(${typed(program, stringLiteral(phase?.name ?? ""))}): ${given(resultType(host, program))};`);
  }
  const results = [...new Set(phases.map(({ program }) => resultType(host, program)))].join(" | ");
  writer.write(`${engine.later ? "async " : ""}train(batch: ${host.typeName("Inputs")}, options: { ${["readonly phase?: string", ...sizesOption(host)].join("; ")} } = {}): ${given(results)}`).block(() => {
    writer.write("switch (options.phase)").block(() => {
      for (const { program, phase } of phases) writer.writeLine(`case ${stringLiteral(phase?.name ?? "")}: return this.${phaseMethod(host, program)}(batch, options);`);
      const names = phases.map(({ phase }) => JSON.stringify(phase?.name ?? "")).join(" or ");
      writer.writeLine(`default: throw new ${host.runtime.name("ModelError")}("bad-option", ${stringLiteral(`train needs the phase: ${names}`)});`);
    });
  });
  for (const phase of phases) {
    writer.blankLine();
    writeStep(writer, host, engine, phaseMethod(host, phase.program), phase);
  }
}

/** Steps one behind the other, without waiting for any: the device is never idle between them. */
function writeTrainMany(writer: CodeBlockWriter, host: Host, phases: readonly PublicProgram[]): void {
  const results = [...new Set(phases.map(({ program }) => resultType(host, program)))].join(" | ");
  const several = phases.length > 1;
  const names = phases.map(({ phase }) => stringLiteral(phase?.name ?? "")).join(" | ");
  const options = [...(several ? [`readonly phase: ${names}`] : []), ...sizesOption(host)];
  writer.blankLine();
  writeDoc(writer, "Training steps on several batches, submitted one behind the other; the losses and metrics of each. Throws if a loss is not finite: steps behind it are not taken.");
  const [batch, given] = [several ? host.typeName("Inputs") : inputsType(host, phases[0]!.program), options.length === 0 ? "" : `, options: { ${options.join("; ")} }${several ? "" : " = {}"}`];
  writer.write(`async trainMany(batches: readonly ${/[ <|]/.test(batch) ? `(${batch})` : batch}[]${given}): Promise<(${results})[]>`).block(() => {
    // Which phase it is, the compiler cannot tell the overloads.
    if (several) phases.forEach(({ phase, program }) => writer.writeLine(`if (options.phase === ${stringLiteral(phase?.name ?? "")}) return Promise.all(batches.map((batch) => this.${phaseMethod(host, program)}(batch, options)));`));
    if (several) writer.writeLine("return [];");
    else writer.writeLine(`return Promise.all(batches.map((batch) => this.train(batch${options.length === 0 ? "" : ", options"})));`);
  });
}

/** A training step; one whose batch is in parts has a second method, which runs one of them. */
function writeStep(writer: CodeBlockWriter, host: Host, engine: Engine, method: string, { program, phase }: PublicProgram, phaseOption = ""): void {
  const parts = phase?.parts;
  if (!parts) return writeCall(writer, host, engine, method, program, phaseOption);
  const part = phase.name === "" ? "#trainPart" : `${phaseMethod(host, program)}Part`;
  writeMethod(writer, host, engine, method, program, phaseOption, () => writeDivided(writer, host, engine, program, parts, part));
  writer.blankLine();
  writeDoc(writer, "Adds the gradients of one part to those of the parts before it.");
  writeCall(writer, host, engine, part, program);
}

function phaseMethod(host: Host, program: Program): string {
  return `#${host.names.of(`phase ${program.name}`, `train${capitals(program.name.replace(/^train\./, ""))}`)}`;
}

function sizesOption(host: Host): string[] {
  return host.module.sizes.length === 0 ? [] : [`readonly sizes?: ${host.typeName("Sizes")}`];
}

function writeCall(writer: CodeBlockWriter, host: Host, engine: Engine, method: string, program: Program, phaseOption = ""): void {
  const gives = resultType(host, program) !== "void";
  writeMethod(writer, host, engine, method, program, phaseOption, () => {
    sizeStatements(host, program).forEach((line) => writer.writeLine(line));
    requirementStatements(host, programSizes(host, program)).forEach((line) => writer.writeLine(line));
    writer.writeLine("const m = this.#memory;");
    copyStatements(host, engine, program).forEach((line) => writer.writeLine(line));
    for (const variant of program.variants ?? []) {
      const same = Object.entries(variant.sizes).filter(([symbol]) => programSizes(host, program).includes(symbol)).map(([symbol, n]) => `${host.sizeName(symbol)} === ${n}`);
      writer.write(`if (${same.join(" && ")})`).block(() => {
        writeRun(writer, host, engine, variant);
        if (!gives) writer.writeLine("return;");
      });
    }
    writeRun(writer, host, engine, program);
  });
}

/** The call of a program, and what it gives. */
function writeRun(writer: CodeBlockWriter, host: Host, engine: Engine, program: Program): void {
  const gives = resultType(host, program) !== "void";
  writer.writeLine(`${engine.later && gives && program.results.length > 0 ? "const results = " : ""}${runCall(host, engine, program, "m")}`);
  if (gives) writeResults(writer, host, engine, program);
}

function writeMethod(writer: CodeBlockWriter, host: Host, { later }: Engine, method: string, program: Program, phaseOption: string, body: () => void): void {
  const reads = program.inputs.length > 0;
  const needsNone = host.module.inputs.every((input) => input.default !== undefined || !program.inputs.includes(input.name));
  const sizes = programSizes(host, program);
  const unused = sizes.length === 0 ? "_" : "";
  const options = [...(phaseOption === "" ? [] : [phaseOption]), ...sizesOption(host)];
  const parameters = [
    reads ? `batch: ${inputsType(host, program)}${needsNone ? " = {}" : ""}` : "_batch: object = {}",
    ...(options.length === 0 ? [] : [`${unused}options: { ${options.join("; ")} } = {}`]),
  ];
  const type = resultType(host, program);
  writer.write(`${later ? "async " : ""}${method}(${parameters.join(", ")}): ${later ? `Promise<${type}>` : type}`).block(body);
}

function copyStatements(host: Host, engine: Engine, program: Program): string[] {
  return host.module.inputs
    .filter(({ name }) => program.inputs.includes(name))
    .map((input) => {
      const copy = copyStatement(host, engine, input);
      if (input.default === undefined) return copy;
      const { name, type } = input;
      const fill = `${host.view({ kind: "input", name, type })}.fill(${input.default}, 0, ${host.size(elements(type))});`;
      return `if (batch${access(name)} === undefined) ${fill}\nelse ${copy}`;
    });
}

function copyStatement(host: Host, { areFinite }: Engine, { name, type }: InputDeclaration): string {
  const value = `batch${access(name)}`;
  const from = type.shape.length === 0 ? `${host.runtime.name("single")}<${type.dtype === "bool" ? "number | boolean" : "number"}>(${value})` : value;
  const to = host.view({ kind: "input", name, type });
  const common = [stringLiteral(name), stringLiteral(shapeText(type.shape)), from, to, host.size(elements(type))].join(", ");
  if (type.dtype === "f32") return `${host.runtime.name("copyReals")}(${common}, ${areFinite ?? host.runtime.name("areFinite")});`;
  if (type.dtype === "bool") return `${host.runtime.name("copyTruths")}(${common});`;
  const range = type.bound === undefined ? "-(2 ** 31), 2 ** 31" : `0, ${host.size(type.bound)}`;
  return `${host.runtime.name("copyWholes")}(${common}, ${range});`;
}

/** Scalars as numbers, tensors as fresh arrays. */
function writeResults(writer: CodeBlockWriter, host: Host, { later }: Engine, program: Program): void {
  const fields = program.results.map(({ name, type, place }, i) => {
    if (later) return `${propertyKey(name)}: ${later.result(i, type)}`;
    const view = host.view(place);
    return `${propertyKey(name)}: ${type.shape.length === 0 ? `${view}[0]!` : `${view}.slice(0, ${host.size(elements(type))})`}`;
  });
  if (fields.join(", ").length < 90) writer.writeLine(`return { ${fields.join(", ")} };`);
  else {
    writer.write("return ").inlineBlock(() => fields.forEach((field) => writer.writeLine(`${field},`)));
    writer.write(";").newLine();
  }
}
