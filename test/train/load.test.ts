import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadModule } from "../../src/train/load.ts";

const text = `
/** A generated module in small. */
export interface Batch { readonly x: ArrayLike<number> }
const helper: (n: number) => number = (n) => n + 1;
export class Other { static unrelated: number = 1 }
export class Tiny {
  readonly size: number;
  private constructor(size: number) { this.size = size; }
  static create(options: { readonly N?: number } = {}): Tiny { return new Tiny(helper(options.N ?? 0)); }
}
`;

test("a module is run from its text, and its class found by name or by what it can do", async () => {
  for (const name of [undefined, "Tiny", "Renamed"]) {
    const generated = await loadModule(text, name);
    expect(await generated.create({ N: 4 })).toMatchObject({ size: 5 });
  }
});

test.each([
  ["text that is no TypeScript", "export class {"],
  ["a module that fails while it is loaded", "throw new Error('so it is');"],
  ["a module without a model", "export const a = 1;"],
  ["what type stripping cannot do", "export enum A { B }"],
])("%s is one coded error", async (_, broken) => {
  await expect(loadModule(broken)).rejects.toMatchObject({ diagnostics: [{ code: "generated-module-broken" }] });
});

test("in plain Node.js it works and warns of nothing", () => {
  const path = join(import.meta.dirname, "../../src/train/load.ts");
  const script = `import { loadModule } from ${JSON.stringify(path)};
    const c = await loadModule(${JSON.stringify(text)});
    console.log((await c.create({ N: 1 })).size); console.error("only this");`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stdout: "2\n", stderr: "only this\n" });
});
