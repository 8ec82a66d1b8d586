import type CodeBlockWriter from "code-block-writer";
import type { Phase, Program } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { elements, scalar, shapeText, type TensorType } from "../../types/tensor.ts";
import { access, propertyKey, stringLiteral } from "../typescript/text.ts";
import type { Engine } from "./engine.ts";
import type { Host } from "./host.ts";
import { runCall, runText } from "./programs.ts";
import { sizeStatements } from "./call-sizes.ts";
import { programSizes } from "./sizes.ts";
import { resultElement } from "./types.ts";

/** The body of a step whose batch is computed in parts: `part` is the method that runs the program on one of them. */
export function writeDivided(writer: CodeBlockWriter, host: Host, engine: Engine, program: Program, { batch, count, part, update }: Required<Phase>["parts"], method: string): void {
  const name = host.sizeName(batch);
  const runtime = (piece: string): string => host.runtime.name(piece);
  const sizes = programSizes(host, program);
  const given = sizes.map((symbol) => `${propertyKey(symbol)}: ${symbol === batch ? "count" : host.sizeName(symbol)}`);
  const inputs = host.module.inputs.filter((input) => program.inputs.includes(input.name));
  sizeStatements(host, program, (symbol) => (symbol === batch ? "Infinity" : `this.#largest${access(symbol)}`)).forEach((line) => writer.writeLine(line));
  writer.writeLine("const m = this.#memory;");
  writer.writeLine(`const length = ${runtime("partLength")}(${stringLiteral(batch)}, ${name}, ${count}, this.#largest${access(batch)});`);
  writer.writeLine(`const whole = { ${program.results.map(({ name: key, type }) => `${propertyKey(key)}: ${zero(host, type)}`).join(", ")} };`);
  const adding = program.results.map(({ name: key, type }): string => {
    const [sum, value] = [`whole${access(key)}`, `part${access(key)}`];
    const weight = type.dtype === "f32" ? `count / ${name}` : "1";
    const unit = divided(type, batch);
    if (unit) return `${sum}.set(${value}, ${unit.equals(1) ? "from" : `from * (${host.size(unit)})`});`;
    return type.shape.length === 0 ? `${sum} += ${weight === "1" ? "" : `${weight} * `}${value};` : `${runtime("addPart")}(${sum}, ${value}, ${weight});`;
  });
  const { later } = engine;
  const last = host.plan.programs.find((other) => other.name === update);
  if (later) writer.writeLine("const parts = [];");
  writer.write(`for (let from = 0; from < ${name}; from += length)`).block(() => {
    writer.writeLine(`const count = Math.min(length, ${name} - from);`);
    writer.writeLine(`${host.view({ kind: "storage", name: part, type: scalar("i32") })}[0] = from / length;`);
    writer.write(later ? `parts.push({ from, count, answer: this.${method}(` : `const part = this.${method}(`).inlineBlock(() => {
      for (const { name: key, type, default: fallback } of inputs) {
        const value = `batch${access(key)}`;
        const unit = divided(type, batch);
        const slice = unit && `${runtime("partOf")}(${[stringLiteral(key), stringLiteral(shapeText(type.shape)), value, host.size(unit), "from", "count", name].join(", ")})`;
        const given = slice ?? value;
        writer.writeLine(`${propertyKey(key)}: ${fallback !== undefined && slice ? `${value} === undefined ? undefined : ${given}` : given},`);
      }
    });
    writer.write(`, { sizes: { ${given.join(", ")} } })${later ? " })" : ""};`).newLine();
    if (!later) adding.forEach((line) => writer.writeLine(line));
  });
  if (last) writer.writeLine(later ? `const update = ${runText(host, engine, last, "m")};` : runCall(host, engine, last, "m"));
  if (later) {
    // All of them are on their way before the first is waited for.
    writer.writeLine(`await Promise.all([...parts.map(({ answer }) => answer)${last ? ", update" : ""}]);`);
    const used = ["from", "count"].filter((local) => adding.some((line) => new RegExp(`\\b${local}\\b`).test(line)));
    writer.write(`for (const { ${[...used, "answer"].join(", ")} } of parts)`).block(() => ["const part = await answer;", ...adding].forEach((line) => writer.writeLine(line)));
  }
  writer.writeLine("return whole;");
}

/** The elements of one example, of what has the batch as its first axis. */
function divided(type: TensorType, batch: string): Size | undefined {
  return type.shape[0]?.equals(Size.symbol(batch)) ? elements({ ...type, shape: type.shape.slice(1) }) : undefined;
}

function zero(host: Host, type: TensorType): string {
  return type.shape.length === 0 ? "0" : `new ${resultElement(type)}(${host.size(elements(type))})`;
}
