import { closest } from "../base/closest.ts";
import type { Span } from "../base/source.ts";
import type { Context } from "./context.ts";
import type { Argument } from "./value.ts";

export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  /** Takes all further positional arguments. */
  readonly rest?: boolean;
}

/** Which argument goes to which parameter: positions first, then names. Each mistake in a call is one error. */
export function bindArguments(
  context: Context,
  callee: string,
  parameters: readonly Parameter[],
  given: readonly Argument[],
  span: Span,
): ReadonlyMap<string, Argument> & { readonly rest?: readonly Argument[] } {
  const bound: Map<string, Argument> & { rest?: Argument[] } = new Map<string, Argument>();
  let position = 0;
  for (const argument of given) {
    if (argument.name === undefined) {
      const parameter = parameters[position];
      if (parameter?.rest) {
        (bound.rest ??= []).push(argument);
        continue;
      }
      if (!parameter) {
        context.fail("extra-argument", { callee, takes: parameters.length, given: given.length }, argument.span, {
          help: `\`${callee}\` takes ${list(parameters)}`,
        });
      }
      bound.set(parameter.name, argument);
      position += 1;
      continue;
    }
    const { name } = argument;
    if (!parameters.some((p) => p.name === name)) {
      const near = closest(name, parameters.map((p) => p.name));
      context.fail("unknown-argument", { callee, name }, argument.nameSpan ?? argument.span, {
        help: near ? `did you mean \`${near}\`?` : `\`${callee}\` takes ${list(parameters)}`,
      });
    }
    if (bound.has(name)) context.fail("duplicate-argument", { callee, name }, argument.nameSpan ?? argument.span);
    bound.set(name, argument);
  }
  const missing = parameters.find((p) => !p.optional && !p.rest && !bound.has(p.name));
  if (missing) context.fail("argument-missing", { callee, name: missing.name }, span, { help: `\`${callee}\` takes ${list(parameters)}` });
  return bound;
}

function list(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "no arguments";
  return parameters.map((p) => `\`${p.name}\`${p.optional ? " (optional)" : ""}`).join(", ");
}
