import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { Findings } from "./context.ts";
import { evaluateModel, ModelState, type Resize } from "./model.ts";
import type { Scope } from "./scope.ts";

/** Images larger than this are not proposed. */
const largest = 4096;

/**
 * The help line of `window-too-large`: the smallest square image with which the model gets past this place, found by
 * evaluating the model again with other sizes.
 */
export function smallestInput(model: ast.Model, scope: Scope, sizes: ReadonlyMap<string, Size>, problem: Diagnostic): string | undefined {
  const inputs = new Map<string, readonly Size[]>();
  const blamed = (resize: Resize): boolean => {
    const findings = new Findings();
    evaluateModel(new ModelState(model, scope, findings, sizes, resize), "evaluate");
    return findings.all().some((d) => d.code === problem.code && d.span?.start === problem.span?.start && d.span?.source === problem.span?.source);
  };
  blamed((name, shape) => {
    inputs.set(name, shape);
    return shape;
  });
  const image = [...inputs].find(([, shape]) => shape.length >= 3 && shape.slice(1, -1).every((s) => s.constant() !== undefined));
  if (!image) return undefined;
  const [name, shape] = image;
  const spatial = shape.slice(1, -1);
  const square = (n: number): Resize => (input, s) => (input === name ? s.map((size, i) => (i > 0 && i < s.length - 1 ? Size.of(n) : size)) : s);
  const least = Math.min(...spatial.map((s) => s.constant()!));
  let low = least;
  let high = low * 2;
  while (high <= largest && blamed(square(high))) [low, high] = [high, high * 2];
  if (high > largest) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (blamed(square(middle))) low = middle;
    else high = middle;
  }
  return `the smallest ${name} that fits is ${spatial.map(() => high).join("x")}`;
}
