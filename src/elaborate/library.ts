import { stdSources } from "../std/sources.generated.ts";
import type { Source } from "../base/source.ts";
import { parse } from "../syntax/parse.ts";
import { declare } from "./declare.ts";
import { intrinsics, words } from "./intrinsics/all.ts";
import { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** Which file of the library declares each name: found by text, so that only the files in use are parsed. */
const home = new Map<string, string>(
  Object.entries(stdSources).flatMap(([file, text]) => [...text.matchAll(/^(?:layer|fn|optimizer) +(\w+)/gm)].map((m): [string, string] => [m[1]!, file])),
);

/** The outermost scope: intrinsics and words. */
const base = new Scope();
for (const intrinsic of intrinsics) base.define(intrinsic.name, { kind: "intrinsic", intrinsic });
for (const name of words) base.define(name, { kind: "word", name });

const loaded = new Map<string, Scope>();

/** The scope of the standard library; its files are read when a name of theirs is first looked up. */
export const library: Scope = new Scope(base, (name) => lookUp(name), () => home.keys());

function lookUp(name: string): Value | undefined {
  const file = home.get(name);
  if (file === undefined) return undefined;
  const known = loaded.get(file);
  if (known) return known.find(name);
  const scope = new Scope(library);
  loaded.set(file, scope);
  const source: Source = { name: `std/${file}`, text: stdSources[file]!, library: true };
  const { file: tree, diagnostics } = parse(source);
  if (diagnostics.length > 0) throw new Error(`${source.name}: ${diagnostics[0]!.message}`);
  for (const declaration of tree.declarations) declare(declaration, scope);
  return scope.find(name);
}

/** Every name the library declares, by file. */
export function libraryNames(): ReadonlyMap<string, string> {
  return home;
}
