import type { Node } from "../graph/graph.ts";
import type { Order } from "../schedule/layout/arranged.ts";
import type { LayoutChoice } from "../schedule/choice.ts";
import { shapeText } from "../types/tensor.ts";

/** What was chosen for the memory of a program's values, and why, for people. */
export function layoutText(program: string, choice: LayoutChoice): string {
  switch (choice.kind) {
    case "turned": {
      const { values, before, after } = choice;
      const lines = [...new Set(values.map(({ node, order }) => `    ${valueText(node)} lies as ${turned(node, order)}\n`))];
      return `\nlayout of ${program}: the sums that read or make these values take ${whole(before)} instructions in the order of their axes, ${whole(after)} so, copies included\n${lines.join("")}`;
    }
    case "copied": {
      const { reader, operand, order, reads } = choice;
      return `\nlayout of ${program}: ${valueText(operand)} is copied as ${turned(operand, order)}, for ${valueText(reader)}, which reads each element ${whole(reads)} times\n`;
    }
    case "apart":
      return `\nlayout of ${program}: the rows of ${valueText(choice.operand)} lie one line of the cache further apart, for ${valueText(choice.reader)}, which reads from many of them at once\n`;
    case "bordered":
      return `\nlayout of ${program}: ${valueText(choice.reader)} reads its operand from a copy with zeros around it\n`;
    case "filter": {
      const { node, blocks, before, after, taken } = choice;
      const per = (count: (block: (typeof blocks)[number]) => number): string => whole(blocks.reduce((product, block) => product * count(block), 1));
      const [results, terms, products] = [per((block) => block.outputs), per((block) => block.taps), per((block) => block.points)];
      return `\nlayout of ${program}: ${valueText(node)} ${taken ? "is" : "could be"} filtered, ${results} results of ${terms} terms each by ${products} products; it is estimated to take ${whole(after)} instructions so, ${whole(before)} otherwise\n`;
    }
    case "pieces":
      return `\nlayout of ${program}: ${valueText(choice.node)} is added up in memory piece by piece, for what it reads to stay in the cache\n`;
  }
}

function valueText({ origin, op, type }: Node): string {
  return `${origin?.name ?? op.name} ${shapeText(type.shape)}`;
}

function turned({ type }: Node, order: Order): string {
  return `${shapeText(order.map((axis) => type.shape[axis]!))}, axes ${order.join(" ")}`;
}

function whole(n: number): string {
  return Math.round(n).toLocaleString("en-US");
}
