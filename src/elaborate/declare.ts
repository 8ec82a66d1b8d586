import type * as ast from "../syntax/ast.ts";
import type { Scope } from "./scope.ts";

/** Makes a declaration known by its name. Models, data and splits have no name that code could use. */
export function declare(declaration: ast.Declaration, scope: Scope): void {
  switch (declaration.kind) {
    case "layer": return scope.define(declaration.name.name, { kind: "layer", declaration, scope });
    case "fn": return scope.define(declaration.name.name, { kind: "function", declaration, scope, open: declaration.hyper.length > 0 });
    case "optimizer": return scope.define(declaration.name.name, { kind: "optimizer", declaration, scope, open: true });
    default:
  }
}
