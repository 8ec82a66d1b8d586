import type { Span } from "../base/source.ts";
import type { InputDeclaration, Node, Phase, Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { shapeText, typeText, type TensorType } from "../types/tensor.ts";
import { clock } from "./clock.ts";
import type { Context } from "./context.ts";
import { evaluateWhole } from "./evaluate.ts";
import { initialize } from "./initial.ts";
import { binary, chooseElements } from "./operators.ts";
import { Program } from "./program.ts";
import type { Scope } from "./scope.ts";
import { asTensor, type Written } from "./tensors.ts";
import { number, size, tensor, type Value } from "./value.ts";

const scalar = (dtype: TensorType["dtype"]): TensorType => ({ dtype, shape: [] });

/** Which part of its batch a program is given, from 0: set by the generated module, read by what is summed up and by random draws. */
const part: Storage = { name: "train/part", type: scalar("i32"), role: "scratch", doc: "Part of the batch, from 0." };
const examples: Storage = { name: "train/examples", type: scalar("f32"), role: "scratch", doc: "Examples of the batch so far." };

/** `batch 64 in 4 parts`: how many; 1 unless said. */
export function partCount(context: Context, statement: ast.Train, scope: Scope): number {
  if (!statement.parts) return 1;
  const count = evaluateWhole(context, statement.parts, scope);
  if (count < 1) context.fail("bad-number", { what: "`parts`", found: String(count), expected: "at least 1" }, statement.parts.span);
  return count;
}

/** The step that random draws are keyed by: each part of a batch has draws of its own. */
export function drawStep(context: Context, span: Span): Node {
  const { program } = context;
  const step = program.read(clock.step);
  if (program.parts === 1) return step;
  const first = context.make("mul", [step, context.constant(program.parts, span, "i32")], {}, span);
  return context.make("add", [first, program.read(scratch(context, part, span))], {}, span);
}

/**
 * Cuts a step in two: the program at hand, which is run on each part of the batch, adds up gradients, and the program that is
 * returned, which is run once after them, has their means. Gradients of means over the n examples of a part are weighted by n, so
 * that the result is that of the whole batch however it is divided.
 */
export function divide(context: Context, gradients: readonly Node[], trained: readonly Storage[], name: string, batch: string, span: Span): { readonly program: Program; readonly gradients: readonly Node[] } {
  const program = new Program(name, true);
  const on = (value: Value): Written => ({ value, span });
  const summed = (storage: Storage, added: Value): Node => {
    const { program: here } = context;
    const known = scratch(context, storage, span);
    const isFirst = binary(context, "==", on(tensor(here.read(scratch(context, part, span)))), on(number(0)), span);
    const before = chooseElements(context, on(isFirst), on(number(0)), on(tensor(here.read(known))), span);
    here.update(known, asTensor(context, on(binary(context, "+", on(before), on(added), span))).node, span);
    return program.read(known);
  };
  const count = size(Size.symbol(batch));
  const total = context.within({ label: "examples" }, () => tensor(summed(examples, asTensor(context, on(count)))));
  const sums = trained.map((parameter, i) =>
    context.within({ label: `d ${parameter.name}` }, () => {
      const sum: Storage = { name: `${parameter.name}/sum`, type: parameter.type, role: "scratch", doc: "Sum of the gradients of the parts so far." };
      return tensor(summed(sum, binary(context, "*", on(tensor(gradients[i]!)), on(count), span)));
    }),
  );
  const means = context.within({ program, label: "gradient" }, () => sums.map((sum) => asTensor(context, on(binary(context, "/", on(sum), on(total), span))).node));
  return { program, gradients: means };
}

/** The size that is the batch's, if all that goes in and out can be divided along it: as its first axis, or not at all. */
export function batchSize(context: Context, inputs: readonly InputDeclaration[], reported: readonly { readonly name: string; readonly node: Node }[], span: Span): string {
  const firsts = inputs.flatMap(({ type }) => type.shape.slice(0, 1));
  const counts = new Set(firsts.flatMap((first) => first.symbols().filter((symbol) => first.equals(Size.symbol(symbol)))));
  const [batch, other] = counts;
  if (batch === undefined) return context.fail("undivided-batch", { why: "no input has a free size as its first axis" }, span);
  if (other !== undefined) return context.fail("undivided-batch", { why: `${[...counts].join(" and ")} are first axes of inputs` }, span);
  const mentions = (sizes: readonly Size[]): boolean => sizes.some((s) => s.symbols().includes(batch));
  const divides = ({ shape, bound }: TensorType): boolean => !mentions(bound ? [...shape.slice(1), bound] : shape.slice(1)) && (!mentions(shape.slice(0, 1)) || shape[0]!.equals(Size.symbol(batch)));
  for (const { name, type } of inputs) if (!divides(type)) context.fail("undivided-batch", { why: `the input \`${name}: ${typeText(type)}\` has ${batch} elsewhere than as its first axis` }, span);
  for (const { name, node } of reported) if (!divides(node.type)) context.fail("undivided-batch", { why: `\`${name}\` is ${shapeText(node.type.shape)}, with ${batch} elsewhere than as its first axis` }, span);
  return batch;
}

/** What the generated module must know of a divided phase. */
export function dividedPhase(count: number, batch: string, update: string): Required<Pick<Phase, "parts">> {
  return { parts: { count, batch, update, part: part.name } };
}

function scratch(context: Context, storage: Storage, span: Span): Storage {
  const known = context.storages.get(storage.name);
  if (known) return known;
  const made: Storage = { ...storage, origin: { name: storage.name, span } };
  context.storages.set(storage.name, made);
  initialize(context, made, undefined, context.instance.scope, span);
  return made;
}
