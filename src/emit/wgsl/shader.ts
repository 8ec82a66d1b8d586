import CodeBlockWriter from "code-block-writer";
import { k } from "../../kernel/build.ts";
import type { Intrinsic, Statement } from "../../kernel/kernel.ts";
import { signsOf } from "../../kernel/signs.ts";
import { usedSizes } from "../../kernel/sizes.ts";
import type { Dialect } from "../printer/dialect.ts";
import { printStatements } from "../printer/print.ts";
import { Names } from "../typescript/names.ts";
import { approximationText } from "./approximation.ts";
import type { Axis } from "./axis.ts";
import { sizeText, type Spelling, writeIndices } from "./axis-text.ts";
import type { Binding } from "./bindings.ts";
import { type Scope, wgslDialect } from "./dialect.ts";
import { type Helper, helperTexts } from "./helpers.ts";
import { writeLaneGrid } from "./lanes/grid-text.ts";
import { memoryOf, type ShaderMemory } from "./memory.ts";
import { functionName, reservedNames } from "./names.ts";
import { allTurns } from "./scan/gathered.ts";
import { withKept } from "./scan/kept-memory.ts";
import { scanSizes } from "./scan/scan.ts";
import { scanDeclarations, writeScan } from "./scan/scan-text.ts";
import { shareName, shareText } from "./scan/share-text.ts";
import { scanThreads } from "./scan/sharing.ts";
import type { Work } from "./scan/work.ts";
import { accessesOf, placesOf, type Stage } from "./stage.ts";
import { tileThreads } from "./tile.ts";
import { tileDeclarations, writeTile } from "./tile-text.ts";
import { type Combination, laneName } from "./team.ts";
import { combinationName, combinationText, type Partial, teamSize, writeTeam } from "./team-text.ts";

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

/** Threads of a workgroup. */
export const groupSize = 64;

/** A stage as WGSL: each thread finds its turns of the grid's loops, and does nothing if it is beyond them. */
export function shaderOf(stage: Stage, bindings: readonly Binding[], guarded: boolean, { sizes, positions, pool }: Conventions): Shader {
  const names = new Names(reservedNames);
  const extents = stage.grid.map(({ extent }) => extent);
  const used = new Set([...usedSizes(stage.body), ...extents.flatMap((extent) => extent.symbols()), ...(stage.scan ? scanSizes(stage.scan) : [])]);
  const fields = fieldNames(sizes);
  const inside = new Set(stage.scan ? allTurns(stage.scan.turns).map(({ index }) => index) : []);
  const around = [...used].filter((symbol) => positions.has(symbol) && !inside.has(symbol));
  const hasSizes = [...used].some((symbol) => fields.has(symbol));
  const helpers = new Set<Helper>();
  const functions = new Map<string, string>();
  const library = {
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
      combinations.set(name, combinationText(by, type, library.helper));
      return name;
    },
    share: (by: Combination, type: Partial): string => {
      const name = shareName(by, type);
      combinations.set(name, shareText(by, type, library.helper));
      return name;
    },
  };
  const combinations = new Map<string, string>();
  const size = (symbol: string): string => (positions.has(symbol) ? names.of(`position ${symbol}`, symbol) : `sizes.${fields.get(symbol)!}`);
  const local = (name: string): string => (name === laneName ? "i32(lane)" : names.of(`local ${name}`, name));
  const buffer = (name: string): string => names.of(`buffer ${name}`, name);
  const memory = memoryOf(bindings, buffer, (block) => `sizes.at_${pool.indexOf(block)}`, accessesOf(stage));
  const hasPool = bindings.some(({ block }) => block === undefined);
  const scopeOf = (axes: readonly Axis[], body: readonly Statement[], { load, store }: ShaderMemory): Scope => ({
    local,
    size,
    load,
    store,
    signs: signsOf([...axes.map(({ index, extent }) => ({ kind: "let", name: index, value: k.size(extent) }) as const), ...body]),
    library,
  });
  const scope = scopeOf(stage.grid, stage.body, memory);
  const dialect = wgslDialect(scope);
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  const { grid, team, tile, lanes, scan } = stage;
  const keptName = (name: string): string => names.of(`kept ${name}`, `${name}_here`);
  const kept = scan && withKept(memory, scan, keptName);
  const ofWork = ({ nest, sharing }: Work, shared: ShaderMemory): Dialect =>
    wgslDialect({ ...scopeOf(nest.grid, nest.body, shared), local: (name) => (name === laneName ? "i32(part)" : local(name)), ...(sharing.lanes && { lanes: sharing.lanes }) });
  if (scan) scanDeclarations(writer, scan, keptName);
  if (tile) tileDeclarations(writer, tile, { dialect, local, size });
  const threads = grid.length > 0 || team !== undefined || scan !== undefined;
  writer.write("@compute").space().write(`@workgroup_size(${scan ? scanThreads : tile ? tileThreads(tile) : team ? teamSize : threads ? groupSize : 1})`).newLine();
  writer.write(`fn main(${threads ? "@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32" : ""})`).block(() => {
    if (guarded) writer.write("if (guard == 0u)").block(() => writer.writeLine("return;"));
    if (scan && kept) return writeScan(writer, scan, { memory, keptName, local, size, share: library.share, dialectOf: (work) => ofWork(work, kept) });
    if (tile) return writeTile(writer, tile, { dialect, local, size });
    if (grid.length > 0) writePlace(writer, stage, { local, size });
    if (lanes) writeLaneGrid(writer, grid, stage.body, lanes, { alone: dialect, inLanes: wgslDialect({ ...scope, lanes: lanes.lanes }), local, size });
    else if (team) writeTeam(writer, team, { dialect, library, local, size });
    else printStatements(writer, stage.body, dialect);
  });
  const uniforms = [
    ...(hasSizes || hasPool ? [`struct Sizes {\n${[...fields.values(), ...(hasPool ? pool.map((_, i) => `at_${i}`) : [])].map((field) => `  ${field}: i32,\n`).join("")}}\n\n@group(0) @binding(8) var<uniform> sizes: Sizes;`] : []),
    ...around.map((symbol, i) => `@group(0) @binding(${9 + i}) var<uniform> ${size(symbol)}: i32;`),
    ...(guarded ? ["@group(0) @binding(15) var<uniform> guard: u32;"] : []),
  ];
  const main = writer.toString();
  const code = `${[[...memory.declarations, ...uniforms].join("\n"), ...helperTexts(helpers), ...combinations.values(), main].map((part) => part.trim()).filter((part) => part !== "").join("\n\n")}\n`;
  return { code, functions, sizes: hasSizes || hasPool, positions: around };
}

/** What sizes are called as fields: no word of the language, nothing that begins with two underscores, and no dollar signs. */
function fieldNames(sizes: readonly string[]): ReadonlyMap<string, string> {
  const names = new Names();
  return new Map(sizes.map((symbol) => [symbol, names.of(symbol, `${symbol}_size`.replace(/[^\p{ID_Continue}]/gu, "_").replace(/^_+/, ""))]));
}

/** What finds the place of the grid that a thread, or a workgroup together, is to work on. */
function writePlace(writer: CodeBlockWriter, stage: Stage, spelling: Spelling): void {
  const { grid, team, lanes } = stage;
  writer.writeLine(team ? "let thread = i32(group.y * groups.x + group.x);" : `let thread = i32((group.y * groups.x + group.x) * ${groupSize}u + lane);`);
  writer.write(`if (thread >= ${sizeText(placesOf(stage), spelling.size)})`).block(() => writer.writeLine("return;"));
  if (!lanes) writeIndices(writer, grid, "thread", spelling);
}
