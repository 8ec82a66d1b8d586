import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Project } from "ts-morph";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

interface Rule {
  readonly all: boolean;
  readonly except: readonly string[];
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

/** The table of docs/architecture.md: folder to what it may import. */
function table(markdown: string): Map<string, Rule> {
  const section = markdown.split("## Who may import whom")[1]?.split("\n## ")[0] ?? "";
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)];
  return new Map(rows.map(([, folder, cell]) => [folder!, rule(cell!)]));
}

function rule(cell: string): Rule {
  const all = /^all(?: but (.*))?$/.exec(cell);
  const names = all || cell === "nothing" ? [] : cell.split(/,\s*/);
  const typesOnly = names.filter((n) => n.endsWith("(types only)")).map((n) => n.replace(/ \(types only\)$/, ""));
  return {
    all: all !== null,
    except: all?.[1]?.split(/,\s*/) ?? [],
    values: new Set(names.filter((n) => !n.endsWith("(types only)"))),
    types: new Set(typesOnly),
  };
}

interface Import {
  readonly file: string;
  readonly from: string;
  /** A folder as the table calls it, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly package: boolean;
}

/** `src/graph`, `grammar`, `src/compile.ts`. */
function folderOf(path: string): string {
  const [first = "", second = ""] = relative(root, path).split("/");
  return first === "src" ? `src/${second}` : first;
}

function importsOf(files: Record<string, string> | undefined): Import[] {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true, compilerOptions: { allowImportingTsExtensions: true } });
  if (files) for (const [path, text] of Object.entries(files)) project.createSourceFile(join(root, path), text);
  else project.addSourceFilesAtPaths([join(root, "src/**/*.ts"), join(root, "grammar/**/*.ts")]);
  return project.getSourceFiles().flatMap((source) => {
    const declarations = [...source.getImportDeclarations(), ...source.getExportDeclarations()].flatMap((declaration) => {
      const specifier = declaration.getModuleSpecifierValue();
      const named = "getNamedImports" in declaration ? declaration.getNamedImports() : declaration.getNamedExports();
      const whole = "getNamedImports" in declaration ? declaration.getDefaultImport() !== undefined || declaration.getNamespaceImport() !== undefined : false;
      const typeOnly = declaration.isTypeOnly() || (!whole && named.length > 0 && named.every((n) => n.isTypeOnly()));
      return specifier === undefined ? [] : [{ specifier, typeOnly }];
    });
    const dynamic = [...source.getFullText().matchAll(/\bimport\("([^"]+)"\)/g)].map(([, specifier]) => ({ specifier: specifier!, typeOnly: false }));
    return [...declarations, ...dynamic].map(({ specifier, typeOnly }) => {
      const path = source.getFilePath();
      const local = specifier.startsWith(".");
      return {
        file: relative(root, path),
        from: folderOf(path),
        to: local ? folderOf(join(dirname(path), specifier)) : specifier,
        typeOnly,
        package: !local,
      };
    });
  });
}

/** The name in the table's cells: `src/graph` is `graph`, `src/compile.ts` is `compile`. */
const short = (folder: string): string => folder.replace(/^src\//, "").replace(/\.ts$/, "");

function violations(rules: ReadonlyMap<string, Rule>, imports: readonly Import[]): string[] {
  return imports.flatMap(({ file, from, to, typeOnly, package: isPackage }) => {
    const allowed = rules.get(from);
    if (!allowed) return [`${file}: the table has no row for ${from}`];
    if (from === to) return [];
    // Of packages only the parser generator is bound to a folder.
    if (isPackage) return to === "chevrotain" && !allowed.values.has("chevrotain") && !allowed.all ? [`${file}: ${from} must not import ${to}`] : [];
    const name = short(to);
    if (!rules.has(to) && to !== "src/compile.ts") return [`${file}: imports ${to}, which the table does not know`];
    if (allowed.all ? !allowed.except.includes(name) : allowed.values.has(name) || (typeOnly && allowed.types.has(name))) return [];
    return [`${file}: ${from} must not import ${to}${allowed.types.has(name) ? " but for types" : ""}`];
  });
}

/** A path through folders that ends where it began, of imports that remain at run time. */
function cycle(imports: readonly Import[]): string[] | undefined {
  const edges = new Map<string, Set<string>>();
  for (const { from, to, typeOnly, package: isPackage } of imports) {
    if (!typeOnly && !isPackage && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const done = new Set<string>();
  const visit = (folder: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    if (done.has(folder)) return undefined;
    for (const next of edges.get(folder) ?? []) {
      const found = visit(next, [...path, folder]);
      if (found) return found;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of edges.keys()) {
    const found = visit(folder, []);
    if (found) return found;
  }
  return undefined;
}

const rules = table(readFileSync(join(root, "docs/architecture.md"), "utf8"));
const imports = importsOf(undefined);

test("the table can be read", () => {
  expect(rules.size).toBeGreaterThan(15);
  expect(rules.get("src/graph")?.types).toEqual(new Set(["ops"]));
  expect(imports.length).toBeGreaterThan(50);
});

test("imports keep to the table of docs/architecture.md", () => {
  expect(violations(rules, imports)).toEqual([]);
});

test("folders do not import each other in a circle", () => {
  expect(cycle(imports)).toBeUndefined();
});

test("every folder of the source has a row", () => {
  const folders = readdirSync(join(root, "src")).map((name) => `src/${name}`);
  expect([...folders, "grammar"].filter((folder) => !rules.has(folder))).toEqual([]);
});

test("the checks find what is planted", () => {
  const planted = importsOf({
    "src/base/bad.ts": 'import { x } from "../graph/graph.ts";\nexport const y = x;',
    "src/graph/bad.ts": 'import type { Op } from "../ops/op.ts";\nimport { z } from "../ops/all.ts";\nexport const w: Op = z;',
    "src/ops/bad.ts": 'import { w } from "../graph/bad.ts";\nexport const v = w;',
    "src/surprise/bad.ts": 'export { y } from "../base/bad.ts";',
  });
  expect(violations(rules, planted)).toEqual([
    "src/base/bad.ts: src/base must not import src/graph",
    "src/graph/bad.ts: src/graph must not import src/ops but for types",
    "src/surprise/bad.ts: the table has no row for src/surprise",
  ]);
  expect(cycle(planted)).toEqual(["src/graph", "src/ops", "src/graph"]);
});

test("no file is longer than 350 lines", () => {
  const files = ["src", "grammar"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts")).map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(20);
  const long = files.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length - 1 > 350);
  expect(long).toEqual([]);
});
