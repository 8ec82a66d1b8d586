import type { Op } from "../ops/op.ts";
import { typeText } from "../types/tensor.ts";
import { regionName } from "./builder.ts";
import type { Graph, Node, Origin, Result, Update } from "./graph.ts";
import { parseAttributes } from "./parse-attributes.ts";
import { Scanner } from "./scanner.ts";

/** Reads what `print` writes. Throws an Error with the line; types are computed by the ops and compared with the text. */
export function parse(text: string, ops: ReadonlyMap<string, Op>): Graph {
  const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ text: line, number: i + 1 }]));
  return readGraph(nested(lines), ops, undefined);
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** A line with those that stand indented below it. */
interface Block extends Line {
  readonly below: Line[];
}

interface Reader {
  readonly ops: ReadonlyMap<string, Op>;
  name: string | undefined;
  readonly nodes: Map<number, Node>;
  readonly results: Result[];
  readonly updates: Update[];
}

function nested(lines: readonly Line[]): readonly Block[] {
  const indent = (line: Line): number => line.text.search(/\S/);
  const blocks: Block[] = [];
  for (const line of lines) {
    const above = blocks.at(-1);
    if (above && indent(line) > indent(above)) above.below.push(line);
    else blocks.push({ ...line, below: [] });
  }
  return blocks;
}

function readGraph(blocks: readonly Block[], ops: ReadonlyMap<string, Op>, name: string | undefined): Graph {
  const reader: Reader = { ops, name, nodes: new Map(), results: [], updates: [] };
  for (const block of blocks) {
    // What is wrong in a region says its own line.
    const region = block.below.length === 0 ? undefined : readGraph(nested(block.below), ops, regionName);
    try {
      readLine(block.text, region, reader);
    } catch (error) {
      throw new Error(`line ${block.number} of the graph: ${error instanceof Error ? error.message : String(error)}: ${block.text}`, { cause: error });
    }
  }
  if (reader.name === undefined) throw new Error("a graph starts with its name");
  return { name: reader.name, nodes: [...reader.nodes.values()], results: reader.results, updates: reader.updates };
}

function readLine(line: string, region: Graph | undefined, reader: Reader): void {
  const scanner = new Scanner(line);
  if (scanner.peek() === "%") {
    readNode(scanner, region, reader);
    return;
  }
  if (region) throw new Error("only nodes have regions");
  const keyword = scanner.word();
  const name = scanner.string();
  if (keyword === "graph") reader.name = name;
  else if (keyword === "result") {
    scanner.expect("=");
    reader.results.push({ name, node: known(scanner, reader) });
  } else if (keyword === "update") {
    scanner.expect(":=");
    reader.updates.push({ storage: name, node: known(scanner, reader) });
  } else throw new Error(`\`${keyword}\` is not \`graph\`, \`result\` or \`update\``);
  scanner.end();
}

function readNode(scanner: Scanner, region: Graph | undefined, reader: Reader): void {
  const id = scanner.reference();
  if (reader.nodes.has(id)) throw new Error(`%${id} is defined twice`);
  scanner.expect("=");
  const opName = scanner.word();
  const op = reader.ops.get(opName);
  if (!op) throw new Error(`there is no operation \`${opName}\``);
  if (region && !op.traits.region) throw new Error(`${opName} has no region`);
  const inputs: Node[] = [];
  if (scanner.accept("(")) {
    do inputs.push(known(scanner, reader));
    while (scanner.accept(","));
    scanner.expect(")");
  }
  const attributes = scanner.peek() === "{" ? parseAttributes(scanner) : {};
  scanner.expect(":");
  const type = op.type(inputs.map((n) => n.type), attributes, () => {}, region);
  if (!scanner.accept(typeText(type, (size) => size.plain()))) scanner.wrong(`the type ${typeText(type)}`);
  const origin = readOrigin(scanner);
  scanner.end();
  reader.nodes.set(id, { id, op, inputs, attributes, type, ...(origin && { origin }), ...(region && { region }) });
}

function readOrigin(scanner: Scanner): Origin | undefined {
  if (!scanner.accept("//")) return undefined;
  return { name: scanner.peek() === '"' ? scanner.string() : scanner.rest() };
}

function known(scanner: Scanner, reader: Reader): Node {
  const id = scanner.reference();
  const node = reader.nodes.get(id);
  if (!node) throw new Error(`%${id} is used before it is defined`);
  return node;
}
