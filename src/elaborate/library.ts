import { stdSources } from "../std/sources.generated.ts";
import type { Source } from "../base/source.ts";
import { parse } from "../syntax/parse.ts";
import { declare } from "./declare.ts";
import { intrinsics, words } from "./intrinsics/all.ts";
import { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

interface Home {
  readonly file: string;
  /** Its text, from the line at which the declaration or its comment begins to the next one. */
  readonly start: number;
  readonly end: number;
}

/** Where the library declares each name: found by text, so that only the declarations in use are parsed. */
const home = new Map<string, Home>(
  Object.entries(stdSources).flatMap(([file, text]) => {
    const found = [...text.matchAll(/^(?:\/\/\/.*\n)*(?:layer|fn|optimizer) +(\w+)/gm)];
    return found.map((m, i): [string, Home] => [m[1]!, { file, start: m.index, end: found[i + 1]?.index ?? text.length }]);
  }),
);

/** The outermost scope: intrinsics and words. */
const base = new Scope();
for (const intrinsic of intrinsics) base.define(intrinsic.name, { kind: "intrinsic", intrinsic });
for (const name of words) base.define(name, { kind: "word", name });

const loaded = new Map<string, Scope>();

/** The scope of the standard library; a declaration is read when its name is first looked up. */
export const library: Scope = new Scope(base, (name) => lookUp(name), () => home.keys());

function lookUp(name: string): Value | undefined {
  const found = home.get(name);
  if (found === undefined) return undefined;
  const known = loaded.get(name);
  if (known) return known.find(name);
  const scope = new Scope(library);
  loaded.set(name, scope);
  const { file: tree, diagnostics } = parse(alone(found));
  if (diagnostics.length > 0) throw new Error(`std/${found.file}: ${diagnostics[0]!.message}`);
  for (const declaration of tree.declarations) declare(declaration, scope);
  return scope.find(name);
}

/** The file with nothing but this declaration, at the place that it has. */
function alone({ file, start, end }: Home): Source {
  const text = stdSources[file]!;
  return { name: `std/${file}`, text: text.slice(0, start).replace(/[^\n]/g, " ") + text.slice(start, end), library: true };
}

/** Every name the library declares, by file. */
export function libraryNames(): ReadonlyMap<string, string> {
  return new Map([...home].map(([name, { file }]) => [name, file]));
}
