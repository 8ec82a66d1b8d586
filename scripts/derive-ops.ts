// Writes docs/operations.md: every operation, from its record.
import { ops } from "../src/ops/all.ts";
import type { Family, Op, Sample } from "../src/ops/op.ts";
import { Size } from "../src/types/size.ts";
import { typeText } from "../src/types/tensor.ts";
import { cell, writeDerived } from "./derived.ts";

const families: Readonly<Record<Family, string>> = {
  leaf: "Values without inputs: numbers, memory, sizes. `gradient` stands for a derivative until it is expanded.",
  elementwise: "Element i of the result depends on element i of each operand. All operands have one shape; nothing is stretched silently.",
  reduce: "Several elements become one, along axes that are then gone.",
  movement: "Elements change places or are repeated; none is computed.",
  contract: "Sums of products.",
  window: "A window moves over a tensor; one entry of each attribute per axis.",
  gather: "Elements chosen by indices that are data.",
  random: "Functions of seed, step, site and place (Philox4x32-10): no state, the same numbers on every target.",
  scan: "Recurrence: a region runs once for each position, one after another. Carries, elements, outer values and the position are what a region is given.",
};

/** File name, relative to the project, to its text; test/ops/docs.test.ts says that it is fresh. */
export function derived(): Readonly<Record<string, string>> {
  const sections = Object.entries(families).map(([family, text]) => {
    const members = [...ops.values()].filter((op) => op.family === family);
    return `## ${family}\n\n${text}\n\n${table(members)}`;
  });
  return { "docs/operations.md": `${head()}\n${sections.join("\n")}` };
}

function head(): string {
  return `# Operations

The ${ops.size} operations of the graph. Everything else, from \`Dense\` to \`adam\`, is written in the language from them. Each is one
record in [src/ops](../src/ops) and says its type rule, its meaning in f64, its derivative, how it runs and where to test it; this
page is written from the records by \`node scripts/derive-ops.ts\`.

The column *spec* names the [StableHLO](https://openxla.org/stablehlo/spec) operation whose semantics it follows. *Derivative*: **yes**,
**kinked** (as \`yes\`, but not smooth at isolated points; the text says what holds at ties) or **–** (zero or none: the gradient ends here).
The last column is the type of one of its test cases.
`;
}

function table(members: readonly Op[]): string {
  const rows = members.map((op) => `| \`${op.name}\` | ${cell(op.doc)} | ${op.spec ?? ""} | ${derivative(op)} | ${cell(example(op))} |`);
  return ["| operation | meaning | spec | derivative | for example |", "|---|---|---|---|---|", ...rows, ""].join("\n");
}

function derivative(op: Op): string {
  return !op.vjp && !op.regionVjp && !op.traits.part ? "–" : op.traits.kinked ? "kinked" : "yes";
}

/** `[N, 3], [3, 4] -> [N, 4]`, with the attributes if there are any. */
function example(op: Op): string {
  const [sample] = op.samples;
  if (!sample) return "";
  const inputs = sample.inputs.map(({ type }) => type);
  const result = typeText(op.type(inputs, sample.attributes ?? {}, () => {}, sample.region?.()));
  const types = inputs.length === 0 ? result : `${inputs.map((type) => typeText(type)).join(", ")} -> ${result}`;
  return [`\`${types}\``, ...attributes(sample)].join("<br>");
}

function attributes({ attributes = {} }: Sample): readonly string[] {
  return Object.entries(attributes).map(([name, value]) => `\`${name}: ${written(value)}\``);
}

function written(value: unknown): string {
  if (value instanceof Size) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([name, v]) => `${name}: ${written(v)}`).join(", ")}}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

if (import.meta.main) writeDerived(derived());
