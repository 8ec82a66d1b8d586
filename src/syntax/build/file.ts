import { span } from "../../base/source.ts";
import type { DataCstNode, DeclarationCstNode, ImportCstNode, SplitCstNode, UnitCstNode } from "../../../grammar/cst.generated.ts";
import type { Assignment, Data, Declaration, File, Import, Split } from "../ast.ts";
import { block, items } from "./block.ts";
import { docOf, identifier, one, report, spanOf, type Context } from "./context.ts";
import { expression } from "./expression.ts";
import { fn, signature } from "./function.ts";
import { string } from "./string.ts";

export function buildFile(context: Context, nodes: readonly UnitCstNode[]): File {
  const declarations = nodes.map((node) => declaration(context, one(node.children.declaration)));
  return { kind: "file", declarations, span: span(context.source, 0, context.source.text.length) };
}

function declaration(context: Context, { children, ...rest }: DeclarationCstNode): Declaration {
  const place = spanOf(context, rest);
  const doc = docOf(context, place);
  if (children.import) return importOf(context, one(children.import));
  if (children.fn) return fn(context, one(children.fn));
  if (children.data) return data(context, one(children.data));
  if (children.split) return split(context, one(children.split));
  if (children.model) {
    const { Identifier, block: body } = one(children.model).children;
    return { kind: "model", ...doc, name: identifier(context, one(Identifier)), body: items(context, one(body)), span: place };
  }
  if (children.layer) {
    const parts = one(children.layer).children;
    return { kind: "layer", ...doc, ...signature(context, one(parts.signature)), body: block(context, one(parts.block)), span: place };
  }
  const parts = one(children.optimizer).children;
  const { result, ...head } = signature(context, one(parts.signature));
  if (result) report(context, "unexpected-type", { where: "an optimizer" }, result.span, "it assigns the new weights with `:=`");
  return { kind: "optimizer", ...doc, ...head, body: block(context, one(parts.block)), span: place };
}

function importOf(context: Context, node: ImportCstNode): Import {
  const { Identifier, StringLiteral } = node.children;
  const names = (Identifier ?? []).map((name) => identifier(context, name));
  return { kind: "import", names, from: string(context, one(StringLiteral)), span: spanOf(context, node) };
}

function data(context: Context, node: DataCstNode): Data {
  const place = spanOf(context, node);
  const [body] = node.children.block ?? [];
  const fields = (body ? items(context, body) : []).filter((item): item is Assignment => {
    const fits = item.kind === "assignment";
    if (!fits) report(context, "misplaced-statement", { what: "this", where: "another body: `data` holds `field = …`" }, item.span);
    return fits;
  });
  return {
    kind: "data",
    ...docOf(context, place),
    name: identifier(context, one(node.children.Identifier)),
    reader: expression(context, one(node.children.expression)),
    fields,
    span: place,
  };
}

function split(context: Context, node: SplitCstNode): Split {
  const { Identifier, part, Shuffle, seed } = node.children;
  return {
    kind: "split",
    data: identifier(context, one(Identifier)),
    parts: part.map((each) => expression(context, each)),
    shuffle: Shuffle !== undefined,
    ...(seed && { seed: expression(context, one(seed)) }),
    span: spanOf(context, node),
  };
}
