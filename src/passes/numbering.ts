import { attributesText } from "../graph/attribute-text.ts";
import { Builder } from "../graph/builder.ts";
import type { Attributes, Graph, Node, Origin } from "../graph/graph.ts";
import { bodyText } from "../graph/print.ts";
import type { Op } from "../ops/op.ts";
import type { TensorType } from "../types/tensor.ts";

/**
 * A builder that gives an equal node back instead of making a second one: same op, same inputs (in any order where that
 * changes nothing) and same attributes. Random ops draw by seed, step and site, so equal ones have equal values.
 */
export class NumberingBuilder extends Builder {
  private readonly known = new Map<string, Node>();
  private readonly opNumbers = new Map<Op, number>();

  protected override add(
    op: Op,
    inputs: readonly Node[],
    attributes: Attributes,
    origin: Origin | undefined,
    region: Graph | undefined,
    type: () => TensorType,
  ): Node {
    const key = `${this.numberOf(op)} ${operands(op, inputs)} ${textOf(attributes)}${region ? `\n${regionText(region)}` : ""}`;
    const known = this.known.get(key);
    if (known) return known;
    const node = super.add(op, inputs, attributes, origin, region, type);
    this.known.set(key, node);
    return node;
  }

  /** Two records could share a name; the record is the identity. */
  private numberOf(op: Op): number {
    const number = this.opNumbers.get(op) ?? this.opNumbers.size;
    this.opNumbers.set(op, number);
    return number;
  }
}

/** Copies of a node share its attributes, so that one text serves all passes. */
const texts = new WeakMap<Attributes, string>();

function textOf(attributes: Attributes): string {
  const known = texts.get(attributes);
  if (known !== undefined) return known;
  const text = attributesText(attributes);
  texts.set(attributes, text);
  return text;
}

/** Without origins: equal regions may come from different statements. */
const regionTexts = new WeakMap<Graph, string>();

function regionText(region: Graph): string {
  const known = regionTexts.get(region);
  if (known !== undefined) return known;
  const text = bodyText(region);
  regionTexts.set(region, text);
  return text;
}

function operands(op: Op, inputs: readonly Node[]): string {
  const [a, b, ...rest] = inputs.map((n) => n.id);
  if (a === undefined) return "";
  if (b === undefined) return String(a);
  const ordered = op.traits.commutative && a > b ? [b, a] : [a, b];
  return [...ordered, ...rest].join(",");
}
