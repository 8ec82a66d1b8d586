import CodeBlockWriter from "code-block-writer";
import type { Program, QuantityDeclaration } from "../../schedule/plan.ts";
import type { TensorType } from "../../types/tensor.ts";
import { stringLiteral, typeKey } from "../typescript/text.ts";
import { typeDoc, writeDoc } from "./doc.ts";
import type { Engine } from "./engine.ts";
import { capitals, type Host } from "./host.ts";
import { defaultSeed, defaultSizes, sizeKey } from "./options.ts";
import { publicPrograms } from "./public.ts";
import { requirementSentences } from "./sizes.ts";

/** The interfaces: inputs, options of `create`, options of a call, results. */
export function typeTexts(host: Host, engine: Engine): string[] {
  const giving = publicPrograms(host).filter(({ program }) => resultType(host, program) !== "void");
  const results = new Map(giving.map(({ program }) => [resultType(host, program), program]));
  return [inputsText(host), optionsText(host, engine), ...sizesText(host), ...[...results].map(([name, program]) => resultsText(host, name, program))];
}

/** The type of what a program is given: all inputs, or those that it reads. */
export function inputsType(host: Host, program: Program): string {
  const all = host.typeName("Inputs");
  const { inputs } = host.module;
  if (inputs.every(({ name }) => program.inputs.includes(name))) return all;
  return program.inputs.length === 0 ? "object" : `Pick<${all}, ${program.inputs.map(stringLiteral).join(" | ")}>`;
}

/** The type of what a program returns; losses and metrics share one where they are the same. */
export function resultType(host: Host, program: Program): string {
  if (program.name === "measure") return "void";
  if (program.name === "predict") return host.typeName("Outputs");
  const programs = publicPrograms(host).map((p) => p.program);
  const first = programs.findIndex((p) => sameResults(p, program));
  return host.typeName(first === 0 ? "Quantities" : `${capitals(program.name)}Quantities`);
}

function sameResults(a: Program, b: Program): boolean {
  const signature = (p: Program): string => JSON.stringify(p.results.map(({ name, type }) => [name, resultElement(type)]).sort());
  return signature(a) === signature(b);
}

/** What a result of this type is in TypeScript. */
export function resultElement(type: TensorType): string {
  return type.shape.length === 0 ? "number" : type.dtype === "f32" ? "Float32Array" : "Int32Array";
}

function inputsText(host: Host): string {
  return interfaceText(host.typeName("Inputs"), "A batch: flat arrays, row-major, of finite numbers.", (writer) => {
    for (const { name, type, doc, default: fallback } of host.module.inputs) {
      const element = type.dtype === "bool" ? "boolean | number" : "number";
      const array = `${type.shape.length === 0 ? `${element} | ` : ""}ArrayLike<${element}>`;
      writeDoc(writer, doc, fallback === undefined ? typeDoc(type) : `${typeDoc(type)}; ${type.dtype === "bool" ? fallback !== 0 : fallback} where it is left out`);
      writer.writeLine(fallback === undefined ? `readonly ${typeKey(name)}: ${array};` : `readonly ${typeKey(name)}?: ${array} | undefined;`);
    }
  });
}

function optionsText(host: Host, engine: Engine): string {
  const defaults = defaultSizes(host.module);
  return interfaceText(host.typeName("Options"), "For `create`: the largest sizes that calls will use.", (writer) => {
    for (const symbol of host.module.sizes) {
      const value = defaults.get(symbol);
      writeDoc(writer, value === undefined ? `The largest ${symbol}.` : `The largest ${symbol}; ${value} unless given.`, ...requirementSentences(host, symbol));
      writer.writeLine(`readonly ${typeKey(sizeKey(symbol))}${value === undefined ? "" : "?"}: number;`);
    }
    writeDoc(writer, `Of all random numbers: initial weights, dropout; ${defaultSeed(host.module)} unless given.`);
    writer.writeLine("readonly seed?: number;");
    for (const { name, type, doc } of engine.memory.options) {
      writeDoc(writer, doc);
      writer.writeLine(`readonly ${name}?: ${type};`);
    }
  });
}

function sizesText(host: Host): string[] {
  if (host.module.sizes.length === 0) return [];
  const text = interfaceText(host.typeName("Sizes"), "For a call: sizes that the lengths of its inputs do not tell.", (writer) => {
    for (const symbol of host.module.sizes) writer.writeLine(`readonly ${typeKey(sizeKey(symbol))}?: number;`);
  });
  return [text];
}

function resultsText(host: Host, name: string, program: Program): string {
  const { outputs, losses, metrics } = host.module;
  const declared = new Map<string, QuantityDeclaration>([...outputs, ...losses, ...metrics].map((q) => [q.name, q]));
  const doc = program.name === "predict" ? "Outputs in test mode: fresh arrays, row-major." : "Losses and metrics.";
  return interfaceText(name, doc, (writer) => {
    for (const result of program.results) {
      writeDoc(writer, declared.get(result.name)?.doc, result.type.shape.length > 0 ? typeDoc(result.type) : undefined);
      writer.writeLine(`readonly ${typeKey(result.name)}: ${resultElement(result.type)};`);
    }
  });
}

function interfaceText(name: string, doc: string, body: (writer: CodeBlockWriter) => void): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  writeDoc(writer, doc);
  writer.write(`export interface ${name}`).block(() => body(writer));
  return writer.toString();
}
