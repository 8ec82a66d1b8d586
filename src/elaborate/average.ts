import type { Graph, Storage } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { evaluateNumber } from "./evaluate.ts";
import { binary } from "./operators.ts";
import { primitive } from "./primitive.ts";
import type { Scope } from "./scope.ts";
import { asTensor, type Written } from "./tensors.ts";
import { number, tensor } from "./value.ts";

/**
 * `average 0.999`: a running average of each trained parameter, which begins with the parameter: a := 0.999 a + 0.001 w, w being
 * its new value. Programs in test mode read it in the parameter's place.
 */
export function average(context: Context, statement: ast.Train, trained: readonly Storage[], scope: Scope): void {
  if (!statement.average) return;
  const { span } = statement.average;
  const decay = evaluateNumber(context, statement.average, scope);
  if (!(decay >= 0 && decay < 1)) context.fail("bad-number", { what: "`average`", found: String(decay), expected: "a number from 0 to below 1" }, span);
  const on = (value: Written["value"]): Written => ({ value, span });
  for (const parameter of trained) {
    const storage = averageOf(context, parameter);
    const kept = binary(context, "*", on(number(decay)), on(tensor(context.program.read(storage))), span);
    const added = binary(context, "*", on(number(1 - decay)), on(tensor(context.program.latest(parameter))), span);
    context.within({ label: storage.name }, () => context.program.update(storage, asTensor(context, on(binary(context, "+", on(kept), on(added), span))).node, span));
  }
}

/** In a phase that does not average, the averages of what it trains are the parameters themselves. */
export function follow(context: Context, trained: readonly Storage[]): void {
  for (const parameter of trained) {
    const storage = context.storages.get(averageName(parameter.name));
    if (storage && !context.program.isUpdated(storage)) context.program.update(storage, context.program.latest(parameter));
  }
}

/** The same program with the averages in place of the parameters that have one. */
export function withAverages(graph: Graph, storages: ReadonlyMap<string, Storage>): Graph {
  if (![...storages.keys()].some((name) => name.endsWith(averageName("")))) return graph;
  return rewrite(graph, (node, _, builder) => {
    const { name } = node.attributes;
    const found = node.op === primitive("read") && typeof name === "string" ? storages.get(averageName(name)) : undefined;
    return found && builder.make(node.op, [], { ...node.attributes, name: found.name });
  });
}

function averageName(parameter: string): string {
  return `${parameter}/average`;
}

function averageOf(context: Context, parameter: Storage): Storage {
  const name = averageName(parameter.name);
  const known = context.storages.get(name);
  if (known) return known;
  const storage: Storage = { name, type: parameter.type, role: "slot", doc: `Running average of ${parameter.name}, for test mode.`, ...(parameter.origin && { origin: { ...parameter.origin, name } }) };
  context.storages.set(name, storage);
  context.init.update(storage, context.init.latest(parameter));
  return storage;
}
