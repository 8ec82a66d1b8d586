import type { SimpleCstNode, TargetCstNode } from "../../../grammar/cst.generated.ts";
import type { Identifier, ModelItem, Target } from "../ast.ts";
import { docOf, one, report, spanOf, type Context } from "./context.ts";
import { expression } from "./expression.ts";
import { type } from "./type.ts";

/** `a, b = e`, `y: T = e`, `y[n] = e`, `mean := e`, or an expression alone. */
export function simple(context: Context, node: SimpleCstNode): readonly ModelItem[] {
  const place = spanOf(context, node);
  const { target: nodes, expression: written, ColonEquals, Equals } = node.children;
  const first = one(nodes);
  if (!written) {
    if (nodes.length > 1 || first.children.type) return incomplete(context, node);
    return [{ kind: "expression-statement", value: expression(context, one(first.children.expression)), span: place }];
  }
  const operator = one(ColonEquals ?? Equals).image;
  const targets = nodes.map((each) => target(context, each, operator));
  const value = expression(context, one(written));
  const named = targets.filter((each) => each !== undefined);
  const [only] = named;
  if (!only || named.length < targets.length) return [];
  if (!ColonEquals) return [{ kind: "assignment", ...docOf(context, place), targets: named, value, span: place }];
  if (named.length > 1 || only.indices) {
    report(context, "invalid-target", { operator }, spanOf(context, first), "one name stands on the left of `:=`, for its whole value");
    return [];
  }
  if (only.type) report(context, "unexpected-type", { where: "an update" }, only.type.span, "the type stands where the state is declared");
  return [{ kind: "update", target: only.name, value, span: place }];
}

/** `a: [N]` or `a, b` without a value. */
function incomplete(context: Context, node: SimpleCstNode): readonly ModelItem[] {
  const place = spanOf(context, node);
  const [only, second] = node.children.target;
  const name = !second && only && context.source.text.slice(spanOf(context, only).start, spanOf(context, one(only.children.expression)).end);
  const help = name ? `\`param ${name}: …\` declares a parameter, \`${name} = …\` gives a value` : "write `a, b = …`";
  report(context, "missing-value", { after: name ? `the type of \`${name}\`` : "the names" }, place, help);
  return [];
}

/** An expression as what is assigned to: `y`, `y: [N, D]`, `y[n, o]`. */
function target(context: Context, node: TargetCstNode, operator: string): Target | undefined {
  const left = expression(context, one(node.children.expression));
  const [written] = node.children.type ?? [];
  const rest = { ...(written && { type: type(context, written) }), span: spanOf(context, node) };
  if (left.kind === "identifier") return { kind: "target", name: left, ...rest };
  if (left.kind === "subscript" && left.target.kind === "identifier" && left.items.length > 0) {
    const indices = left.items.filter((item): item is Identifier => item.kind === "identifier");
    if (indices.length === left.items.length) return { kind: "target", name: left.target, indices, ...rest };
    report(context, "invalid-target", { operator }, left.span, "an index equation has names alone in its brackets: `y[n, o] = …`");
    return undefined;
  }
  report(context, "invalid-target", { operator }, left.span, "write `y = …` or `y[n, o] = …`");
  return undefined;
}
