import type { InputDeclaration, Program } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { elements, shapeText } from "../../types/tensor.ts";
import { access, stringLiteral } from "../typescript/text.ts";
import type { Host } from "./host.ts";
import { sizeKey } from "./options.ts";
import { programSizes, symbolsOf } from "./sizes.ts";

/** What a size must not exceed, as an expression. */
type Largest = (symbol: string) => string;

/** Statements that define the sizes of a call as constants, from the lengths of its inputs where they tell them. */
export function sizeStatements(host: Host, program: Program, largest: Largest = (symbol) => `this.#largest${access(symbol)}`): string[] {
  const lines: string[] = [];
  const known = new Set<string>();
  const inputs = host.module.inputs.filter(({ name }) => program.inputs.includes(name));
  const open = programSizes(host, program);
  while (open.length > 0) {
    const { symbol, text } = next({ host, largest }, inputs, open, known);
    lines.push(`const ${host.sizeName(symbol)} = ${text};`);
    known.add(symbol);
    open.splice(open.indexOf(symbol), 1);
  }
  return lines;
}

interface Call {
  readonly host: Host;
  readonly largest: Largest;
}

/** The size that can be told next, and how. */
function next(call: Call, inputs: readonly InputDeclaration[], open: readonly string[], known: ReadonlySet<string>): { readonly symbol: string; readonly text: string } {
  const { host } = call;
  const required = inputs.filter((input) => input.default === undefined);
  const optional = inputs.filter((input) => input.default !== undefined);
  for (const symbol of open) {
    const by = teller(required, symbol, known);
    if (by) return { symbol, text: fromLength(call, symbol, by, host.size(by.unit)) };
  }
  // Of what may be left out, what is there tells: with h: [N, 8], text: [N, T] tells T.
  for (const first of open) {
    const by = teller(optional, first, known);
    if (!by) continue;
    const told = fromLength(call, first, by, host.size(by.unit));
    const choice = (symbol: string, text: string): { symbol: string; text: string } => ({ symbol, text: `batch${access(by.input.name)} === undefined ? ${fromOptions(call, symbol, required)} : ${text}` });
    for (const symbol of open.filter((each) => each !== first)) {
      const then = teller(required, symbol, new Set([...known, first]));
      const rest = then?.unit.exactDiv(Size.symbol(first));
      if (then && rest && !rest.symbols().includes(first)) return choice(symbol, fromLength(call, symbol, then, rest.equals(Size.of(1)) ? told : `${told} * (${host.size(rest)})`));
    }
    return choice(first, told);
  }
  // Where no length tells a size, the last one must be given: the batch size comes first and is told best.
  const symbol = open[open.length - 1]!;
  return { symbol, text: fromOptions(call, symbol, required) };
}

interface Teller {
  readonly input: InputDeclaration;
  /** The input has this many elements for each of the symbol. */
  readonly unit: Size;
}

/** An input whose length is the symbol times what is known. */
function teller(inputs: readonly InputDeclaration[], symbol: string, known: ReadonlySet<string>): Teller | undefined {
  for (const input of inputs) {
    const unit = elements(input.type).exactDiv(Size.symbol(symbol));
    if (unit && symbolsOf([unit]).every((s) => known.has(s))) return { input, unit };
  }
  return undefined;
}

function given(symbol: string, largest: Largest): string[] {
  const option = access(sizeKey(symbol));
  return [stringLiteral(symbol), `options.sizes?.${option.startsWith(".") ? option.slice(1) : option}`, largest(symbol)];
}

/** What no input that must be given speaks of is as large as it can be, unless said: a batch that the model draws. */
function fromOptions({ host, largest: of }: Call, symbol: string, required: readonly InputDeclaration[]): string {
  const spoken = required.some(({ type }) => symbolsOf([...type.shape, ...(type.bound ? [type.bound] : [])]).includes(symbol));
  const [name, option, largest] = given(symbol, of);
  return `${host.runtime.name("sizeFromOptions")}(${[name, spoken || largest === "Infinity" ? option : `${option} ?? ${largest}`, largest].join(", ")})`;
}

function fromLength({ host, largest }: Call, symbol: string, { input: { name, type } }: Teller, unit: string): string {
  return `${host.runtime.name("sizeFromLength")}(${[...given(symbol, largest), stringLiteral(name), stringLiteral(shapeText(type.shape)), `batch${access(name)}`, unit].join(", ")})`;
}
