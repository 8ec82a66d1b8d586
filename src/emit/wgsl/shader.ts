import CodeBlockWriter from "code-block-writer";
import type { Intrinsic } from "../../kernel/kernel.ts";
import { usedSizes } from "../../kernel/sizes.ts";
import { Names } from "../typescript/names.ts";
import { approximationText } from "./approximation.ts";
import type { Binding } from "./bindings.ts";
import { type Helper, helperTexts } from "./helpers.ts";
import type { Library } from "./intrinsics.ts";
import { allAccesses, renamedAccesses } from "./lanes/accesses.ts";
import { memoryOf } from "./memory.ts";
import { functionName, reservedNames } from "./names.ts";
import { allTurns } from "./scan/gathered.ts";
import { scanSizes } from "./scan/scan.ts";
import { shareName, shareText } from "./scan/share-text.ts";
import { accessesOf, type Stage, threadsOf } from "./stage.ts";
import { stageDeclarations, type StagePrinting, writeStage } from "./stage-text.ts";
import { parameters, writeParts } from "./sharing/parts-text.ts";
import { type Combination, laneName } from "./team.ts";
import { stretchDeclaration } from "./tile/tile-text.ts";
import { combinationName, combinationText, type Partial } from "./team-text.ts";

/** The text of a shader, and what it reads besides its buffers. */
export interface Shader {
  readonly code: string;
  /** Functions that it calls, by their names: their texts belong before it. */
  readonly functions: ReadonlyMap<string, string>;
  readonly sizes: boolean;
  /** The indices of loops around it that it reads, in the order of their bindings. */
  readonly positions: readonly string[];
}

/** What shaders of one module agree on. */
export interface Conventions {
  /** All sizes of a call, in order. */
  readonly sizes: readonly string[];
  /** All indices of loops over kernels. */
  readonly positions: ReadonlySet<string>;
  /** The blocks that lie together; where each begins comes behind the sizes. */
  readonly pool: readonly string[];
}

/** A stage, and what its buffers are called among those of the shader. */
export interface ShaderPart {
  readonly stage: Stage;
  readonly buffer: (name: string) => string;
}

/** Stages as WGSL: each thread finds its turns of the grid's loops, and does nothing if it is beyond them. */
export function shaderOf(parts: readonly ShaderPart[], bindings: readonly Binding[], guarded: boolean, { sizes, positions, pool }: Conventions): Shader {
  const names = new Names(reservedNames);
  const used = new Set(parts.flatMap(({ stage }) => sizesOf(stage)));
  const fields = fieldNames(sizes);
  const around = [...used].filter((symbol) => positions.has(symbol));
  const hasPool = bindings.some(({ block }) => block === undefined);
  const hasSizes = hasPool || [...used].some((symbol) => fields.has(symbol));
  const threads = threadsOf(parts.map(({ stage }) => stage));
  if (threads === undefined) throw new Error("stages of one shader need workgroups of different sizes");
  const { library, texts, functions } = libraryOf(threads);
  const size = (symbol: string): string => (positions.has(symbol) ? names.of(`position ${symbol}`, symbol) : `sizes.${fields.get(symbol)!}`);
  const local = (name: string): string => (name === laneName ? "i32(lane)" : names.of(`local ${name}`, name));
  const accesses = allAccesses(parts.map(({ stage, buffer }) => renamedAccesses(accessesOf(stage), buffer)));
  const memory = memoryOf(bindings, (name) => names.of(`buffer ${name}`, name), (block) => `sizes.at_${pool.indexOf(block)}`, accesses);
  const printing = ({ buffer }: ShaderPart, i: number): StagePrinting => ({
    local,
    size,
    library,
    threads,
    part: parts.length > 1 ? `_${i}` : "",
    memory: { ...memory, load: (name, ...of) => memory.load(buffer(name), ...of), store: (name, ...of) => memory.store(buffer(name), ...of) },
    keptName: (name) => names.of(`kept ${name}`, `${name}_here`),
  });
  const all = parts.map((part, i) => ({ stage: part.stage, printing: printing(part, i) }));
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  for (const part of all) stageDeclarations(writer, part.stage, part.printing);
  const [first, ...others] = all as [(typeof all)[number], ...typeof all];
  const main = (write: () => void): void => {
    writer.write("@compute").space().write(`@workgroup_size(${others.length > 0 || !isOneThread(first.stage) ? threads : 1})`).newLine();
    writer.write(`fn main(${others.length > 0 || !isOneThread(first.stage) ? parameters("@builtin(workgroup_id)", "@builtin(num_workgroups)", "@builtin(local_invocation_index)") : ""})`).block(() => {
      if (guarded) writer.write("if (guard == 0u)").block(() => writer.writeLine("return;"));
      write();
    });
  };
  if (others.length === 0) main(() => writeStage(writer, first.stage, first.printing));
  else writeParts(writer, all, main);
  const uniforms = [
    ...(hasSizes ? [`struct Sizes {\n${[...fields.values(), ...(hasPool ? pool.map((_, i) => `at_${i}`) : [])].map((field) => `  ${field}: i32,\n`).join("")}}\n\n@group(0) @binding(8) var<uniform> sizes: Sizes;`] : []),
    ...around.map((symbol, i) => `@group(0) @binding(${9 + i}) var<uniform> ${size(symbol)}: i32;`),
    ...(guarded ? ["@group(0) @binding(15) var<uniform> guard: u32;"] : []),
  ];
  const code = `${[[...memory.declarations, ...uniforms].join("\n"), ...texts(), stretchDeclaration(parts.flatMap(({ stage }) => stage.tile ?? [])), writer.toString()].map((part) => part.trim()).filter((part) => part !== "").join("\n\n")}\n`;
  return { code, functions, sizes: hasSizes, positions: around };
}

/** Whether one thread does all of a stage. */
function isOneThread({ grid, team, scan }: Stage): boolean {
  return grid.length === 0 && !team && !scan;
}

/** The sizes that a stage reads, and the indices of loops around it. */
function sizesOf({ grid, body, scan }: Stage): readonly string[] {
  const inside = new Set(scan ? allTurns(scan.turns).map(({ index }) => index) : []);
  const all = [...usedSizes(body), ...grid.flatMap(({ extent }) => extent.symbols()), ...(scan ? scanSizes(scan) : [])];
  return all.filter((symbol) => !inside.has(symbol));
}

/** Functions that a shader asks for, and the texts of those that are its own. */
function libraryOf(threads: number): { readonly library: Library; readonly functions: ReadonlyMap<string, string>; readonly texts: () => readonly string[] } {
  const helpers = new Set<Helper>();
  const functions = new Map<string, string>();
  const combinations = new Map<string, string>();
  const library: Library = {
    helper: (name: Helper): string => (helpers.add(name), name),
    approximation: (intrinsic: Intrinsic, isEach: boolean): string => {
      const name = functionName(intrinsic, isEach);
      if (!functions.has(name)) {
        functions.set(name, "");
        functions.set(name, approximationText(intrinsic, library, isEach));
      }
      return name;
    },
    combination: (by: Combination, type: "f32" | "i32"): string => {
      const name = combinationName(by, type);
      combinations.set(name, combinationText(by, type, library.helper, threads));
      return name;
    },
    share: (by: Combination, type: Partial): string => {
      const name = shareName(by, type);
      combinations.set(name, shareText(by, type, library.helper));
      return name;
    },
  };
  return { library, functions, texts: () => [...helperTexts(helpers), ...combinations.values()] };
}

/** What sizes are called as fields: no word of the language, nothing that begins with two underscores, and no dollar signs. */
function fieldNames(sizes: readonly string[]): ReadonlyMap<string, string> {
  const names = new Names();
  return new Map(sizes.map((symbol) => [symbol, names.of(symbol, `${symbol}_size`.replace(/[^\p{ID_Continue}]/gu, "_").replace(/^_+/, ""))]));
}
