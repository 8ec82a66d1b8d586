import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { targets } from "../../src/emit/targets.ts";
import { executablePath, onPage } from "../browser/page.ts";
import { folderWith } from "../cli/run.ts";
import { computingGpu, whereMissing } from "../webgpu/gpu.ts";
import { blocksOf, root, type Block } from "./blocks.ts";

const blocks = blocksOf("docs/targets.md");
const gpu = await computingGpu();

function block(language: string, info = ""): Block {
  const found = blocks.filter((b) => b.language === language && b.info === info);
  if (found.length !== 1) throw new Error(`${found.length} blocks ${language} ${info}`);
  return found[0]!;
}

function moduleFor(name: string): string {
  const target = targets.get(name)!;
  const { plans, diagnostics } = compile({ name: "flowers.nnet", text: block("nnet").text }, { load: () => undefined, target });
  if (!plans[0]) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return target.emit(plans[0]);
}

/** A project with the block and what it imports; packages are those of this repository. */
function projectOf(target: string, { info, text }: Block, more: Readonly<Record<string, string>> = {}): string {
  const folder = folderWith({ "package.json": '{ "type": "module" }', "flowers.ts": moduleFor(target), [info.split(" ")[1] ?? "index.html"]: text, ...more });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function node(folder: string, ...words: readonly string[]): string {
  return execFileSync(process.execPath, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

const binary = (name: string): string => join(root, "node_modules", name);

let known: number | undefined;

/** What all of the examples print: the loss of the first step, as the first of them has it. */
function loss(): number {
  return (known ??= Number(node(projectOf("wasm", block("ts", "wasm use.ts")), "use.ts")));
}

test("every example of code is run here", () => {
  expect(blocks.filter(({ language }) => language === "ts" || language === "html").map(({ language, info }) => `${language} ${info}`.trim())).toEqual([
    "ts wasm use.ts", "ts wgsl use.ts", "ts wasm main.ts", "html", "ts vite vite.config.ts", "ts wgsl errors.ts",
  ]);
  expect(loss()).toBeGreaterThan(0.1);
});

test.skipIf(!gpu)(`Node with the package webgpu (${whereMissing})`, () => {
  expect(Number(node(projectOf("wgsl", block("ts", "wgsl use.ts")), "use.ts"))).toBeCloseTo(loss(), 5);
});

test("Node without a device gets the code that the page tells", () => {
  const code = node(projectOf("wgsl", block("ts", "wgsl errors.ts")), "errors.ts").trim();
  expect(readFileSync(join(root, "docs/targets.md"), "utf8")).toContain(`this prints \`${code}\``);
});

test.each(blocks.filter(({ language }) => language === "ts"))("$info is right TypeScript", (example) => {
  const [target = ""] = example.info.split(" ");
  const folder = projectOf(targets.has(target) ? target : "wasm", example);
  const strict = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--allowImportingTsExtensions", "--lib", "es2022,dom", "--types", "node"];
  expect(node(folder, binary("typescript/bin/tsc"), example.info.split(" ")[1]!, ...strict)).toBe("");
});

/** What a page shows whose script this is. */
async function shown(scripts: Readonly<Record<string, string>>, name: string, gpuFlags: "software" | "none" = "none"): Promise<string> {
  let text = "";
  await onPage(scripts, {}, async (page) => {
    await page.evaluate(`import(${JSON.stringify(name)})`);
    text = await page.evaluate("document.body.textContent");
  }, gpuFlags);
  return text;
}

const missing = `skipped where ${executablePath} is missing`;

test.skipIf(!existsSync(executablePath))(`a bundle of Vite shows the same loss, with its configuration (${missing})`, async () => {
  const main = block("ts", "wasm main.ts");
  const folder = projectOf("wasm", main, { "index.html": '<!doctype html><body></body><script type="module" src="/main.ts"></script>', "vite.config.ts": block("ts", "vite vite.config.ts").text });
  node(folder, binary("vite/bin/vite.js"), "build");
  const assets = join(folder, "dist/assets");
  const [name = ""] = readdirSync(assets);
  expect(Number(await shown({ "/main.js": readFileSync(join(assets, name), "utf8") }, "/main.js"))).toBeCloseTo(loss(), 5);
});

test.skipIf(!existsSync(executablePath)).each(["wasm", "wgsl", "ts"] as const)(`a script tag shows the same loss with a module for %s (${missing})`, async (target) => {
  const html = block("html");
  const folder = projectOf(target, html);
  const command = /`npx tsc (flowers\.ts [^`]*)`/.exec(readFileSync(join(root, "docs/targets.md"), "utf8"))?.[1] ?? "";
  node(folder, binary("typescript/bin/tsc"), ...command.split(" "));
  const script = /<script type="module">(.*)<\/script>/s.exec(html.text)?.[1] ?? "";
  const scripts = { "/page.js": script, "/flowers.js": readFileSync(join(folder, "flowers.js"), "utf8") };
  expect(Number(await shown(scripts, "/page.js", target === "wgsl" ? "software" : "none"))).toBeCloseTo(loss(), 4);
  // A browser without WebGPU says so.
  if (target === "wgsl") await expect(shown(scripts, "/page.js")).rejects.toThrow(/WebGPU/);
});
