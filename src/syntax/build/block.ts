import type { BlockCstNode } from "../../../grammar/cst.generated.ts";
import type { Block, ModelItem, Statement } from "../ast.ts";
import { report, spanOf, type Context } from "./context.ts";
import { statement } from "./statement.ts";

const onlyInModel = ["input", "output", "loss", "metric", "train"] as const;

/** What a body holds, in order; an `input a: T, b: T` gives several. */
export function items(context: Context, node: BlockCstNode): ModelItem[] {
  return (node.children.statement ?? []).flatMap((each) => statement(context, each));
}

/** A body of a layer, function, optimizer, conditional or scan: without the items of a model. */
export function block(context: Context, node: BlockCstNode): Block {
  const statements = items(context, node).filter((item): item is Statement => {
    const misplaced = onlyInModel.some((kind) => kind === item.kind);
    if (misplaced) report(context, "misplaced-statement", { what: `\`${item.kind}\``, where: "a model" }, item.span);
    return !misplaced;
  });
  return { kind: "block", statements, span: spanOf(context, node) };
}
