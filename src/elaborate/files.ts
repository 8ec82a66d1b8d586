import { closest } from "../base/closest.ts";
import type { Source } from "../base/source.ts";
import { diagnose } from "../diagnostics/report.ts";
import type * as ast from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import type { Findings } from "./context.ts";
import { declare } from "./declare.ts";
import { firstAt } from "./duplicate.ts";
import { library } from "./library.ts";
import { Scope } from "./scope.ts";
import { poison } from "./value.ts";

/** Finds an imported file; the path is already resolved against the importing file's name. */
export type Load = (path: string) => Source | undefined;

export interface LoadedFile {
  readonly tree: ast.File;
  readonly scope: Scope;
}

/** Parses a file and, through its imports, all it needs; each file once. Circles of imports are fine: names are found late. */
export class Files {
  private readonly loaded = new Map<string, LoadedFile>();
  private readonly load: Load;
  private readonly findings: Findings;

  constructor(load: Load, findings: Findings) {
    this.load = load;
    this.findings = findings;
  }

  open(source: Source): LoadedFile {
    const known = this.loaded.get(source.name);
    if (known) return known;
    const { file: tree, diagnostics } = parse(source);
    for (const diagnostic of diagnostics) this.findings.add(diagnostic);
    const file = { tree, scope: new Scope(library) };
    this.loaded.set(source.name, file);
    const declared = new Map<string, ast.Identifier>();
    for (const declaration of tree.declarations) {
      if (declaration.kind === "import") this.bring(declaration, source, file.scope);
      else if ("name" in declaration && declaration.kind !== "data") {
        const { name } = declaration;
        const first = declared.get(name.name);
        if (first) this.findings.add(diagnose("duplicate-name", { name: name.name }, { span: name.span, ...firstAt(first) }));
        declared.set(name.name, name);
        declare(declaration, file.scope);
      }
    }
    return file;
  }

  private bring(declaration: ast.Import, source: Source, scope: Scope): void {
    const path = resolve(source.name, declaration.from.value);
    const target = path === undefined ? undefined : this.load(path);
    if (!target) {
      const help = path === undefined ? outside(declaration) : undefined;
      // A path that the parser had to guess is not looked for.
      if (!this.findings.within(declaration.from.span)) this.findings.add(diagnose("unknown-file", { path: declaration.from.value }, { span: declaration.from.span, help }));
      for (const { name } of declaration.names) scope.define(name, poison);
      return;
    }
    const file = this.open(target);
    for (const { name, span } of declaration.names) {
      if (file.scope.owns(name)) {
        scope.define(name, file.scope.find(name)!);
        continue;
      }
      const exported = file.tree.declarations.flatMap((d) => ("name" in d && d.kind !== "data" ? [d.name.name] : []));
      const near = closest(name, exported);
      this.findings.add(diagnose("not-exported", { name, file: declaration.from.value }, { span, help: near ? `did you mean \`${near}\`?` : undefined }));
      scope.define(name, poison);
    }
  }
}

function outside({ names }: ast.Import): string {
  const known = names.find(({ name }) => library.find(name));
  return known ? `\`${known.name}\` is in the library, whose names need no import` : "write a path that starts with `./` or `../`";
}

/** `./b.nnet` as seen from `models/a.nnet`: `models/b.nnet`. Undefined for a path that is not relative. */
export function resolve(importer: string, path: string): string | undefined {
  if (!path.startsWith("./") && !path.startsWith("../")) return undefined;
  const parts = importer.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.length === 0 || parts.at(-1) === "..") parts.push("..");
      else parts.pop();
    } else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
