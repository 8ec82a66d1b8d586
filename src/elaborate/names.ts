import { diagnose } from "../diagnostics/report.ts";
import type * as ast from "../syntax/ast.ts";
import { visit, type Node } from "../syntax/visit.ts";
import type { Findings } from "./context.ts";
import { firstAt } from "./duplicate.ts";
import { suggestion } from "./evaluate.ts";
import type { LoadedFile } from "./files.ts";
import { number } from "./value.ts";

/**
 * Finds misspelt names in layers, functions and optimizers that nothing uses yet. Generous: a name that is declared
 * anywhere in a declaration counts as known throughout it. (What is used is checked exactly, by being run.)
 */
export function checkNames(file: LoadedFile, findings: Findings): void {
  for (const declaration of file.tree.declarations) {
    if (declaration.kind !== "layer" && declaration.kind !== "fn" && declaration.kind !== "optimizer" && declaration.kind !== "model") continue;
    const scope = file.scope.inner();
    for (const name of [...declaredIn(declaration), "training", "measuring", "_"]) scope.define(name, number(0));
    visit(declaration, {
      identifier: (identifier, parents) => {
        const parent = parents.at(-1);
        if (parent?.kind === "argument" && parent.name === identifier) return;
        // A model is named by nobody; what a stop rule and `:=` name is looked for elsewhere.
        if (parent?.kind === "model" || parent?.kind === "stop-rule" || (parent?.kind === "update" && parent.target === identifier)) return;
        if (scope.find(identifier.name)) return;
        findings.add(diagnose("unknown-name", { name: identifier.name }, { span: identifier.span, ...suggestion(identifier, scope) }));
      },
    });
  }
}

/** Parameters with one name, and two `param` or `state` of one name in one block. */
export function checkTwice(file: LoadedFile, findings: Findings): boolean {
  let found = false;
  const check = (named: readonly { readonly name: ast.Identifier }[]): void => {
    const seen = new Map<string, ast.Identifier>();
    for (const { name } of named) {
      const first = seen.get(name.name);
      if (first) {
        found = true;
        findings.add(diagnose("duplicate-name", { name: name.name }, { span: name.span, ...firstAt(first) }));
      } else seen.set(name.name, name);
    }
  };
  const signature = ({ hyper, inputs }: ast.Layer | ast.Fn | ast.Optimizer): void => check([...hyper, ...inputs]);
  visit(file.tree, {
    layer: signature,
    fn: signature,
    optimizer: signature,
    block: ({ statements }) => check(statements.filter((s) => s.kind === "param" || s.kind === "state")),
  });
  return found;
}

/** Names of parameters and variables, sizes that types introduce, and indices of index equations. */
function declaredIn(declaration: Node): Set<string> {
  const names = new Set<string>();
  const own = ({ name }: { readonly name: { readonly name: string } }): void => void names.add(name.name);
  visit(declaration, {
    layer: own,
    fn: own,
    optimizer: own,
    "hyper-parameter": own,
    "tensor-parameter": own,
    target: (target) => {
      own(target);
      for (const index of target.indices ?? []) names.add(index.name);
    },
    param: own,
    state: own,
    input: own,
    output: own,
    loss: own,
    metric: own,
    train: ({ name }) => void (name && names.add(name.name)),
    scan: (scan) => void names.add(scan.index.name),
    reduction: (reduction) => {
      names.add(reduction.operator.name);
      for (const index of reduction.indices) names.add(index.name);
    },
    identifier: (identifier, parents) => {
      if (parents.some((p) => p.kind === "type")) names.add(identifier.name);
    },
    subscript: (subscript) => {
      for (const item of subscript.items) if (item.kind === "identifier" && subscript.target.kind === "identifier") names.add(item.name);
    },
  });
  return names;
}
