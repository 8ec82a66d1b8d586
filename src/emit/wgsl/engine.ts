import type { Storage } from "../../schedule/plan.ts";
import type { Engine } from "../host/engine.ts";
import type { Host } from "../host/host.ts";
import { callsOf as stepsOf, loopsOf, loopStatements } from "../host/loops.ts";
import { blockOf, blocksOf } from "../host/memory.ts";
import { emittedPrograms } from "../host/public.ts";
import { elements } from "../../types/tensor.ts";
import { stringLiteral } from "../typescript/text.ts";
import { pooled } from "./bindings.ts";
import { type Dispatches, dispatchesOf } from "./dispatches.ts";
import { programLines, runText } from "./program.ts";
import { joined } from "./sharing/joined.ts";
import { type Dispatch, type Dispatched, dispatchesIn, loopsIn } from "./sharing/sharing.ts";
import { typical } from "./typical.ts";
import { sectionsOf } from "./sections.ts";
import { type CallRow, guardBlock, poolBlock, Tables } from "./tables.ts";

/** Runs each program as one command buffer of shaders, which are embedded as text; results come later. */
export function wgslEngine(host: Host): Engine {
  const dispatches = new Map(emittedPrograms(host).map((program) => [program, dispatchesOf(host, program)]));
  const pool = [...pooled([...dispatches.values()].flatMap(({ before, behind }) => dispatchesIn([...before, ...behind])).map(({ parts }) => joined(parts).buffers), blockSizes(host))];
  const loops = [...dispatches.values()].flatMap(({ before, behind }) => loopsIn([...before, ...behind]));
  const indices = [...loops, ...emittedPrograms(host).flatMap(({ steps }) => loopsOf(steps))].map(({ index }) => index);
  const tables = new Tables({ sizes: host.module.sizes, positions: new Set(indices), pool });
  const calls = callsOf([...dispatches.values()], tables);
  const blocks = [...blocksOf(host)];
  const special = new Map([[guardBlock, -1], [poolBlock, -2]]);
  const numbers = new Map(blocks.map(([name], i) => [name, i]));
  const block = (name: string): number | undefined => numbers.get(name);
  const statements = (one: Dispatched): readonly string[] => {
    if ("inside" in one) return loopStatements(one.loop, host, one.inside.flatMap(statements));
    const row = calls.get(one)!;
    return [runText(row, host.size(row.count), row.kernel.positions.map(host.sizeName))];
  };
  const names = { kernels: host.names.of("gpu kernels", "gpuKernels"), calls: host.names.of("gpu calls", "gpuCalls") };
  const [provider, device, start, here] = [host.runtime.name("GpuProvider"), host.runtime.name("GpuDevice"), host.runtime.name("startGpu"), host.runtime.name("gpuOfHere")];
  const extents = [...new Set(loops.map(({ extent }) => host.size(extent)))];
  return {
    title: "WebGPU",
    memory: {
      asynchronous: true,
      options: [
        { name: "gpu", type: `${provider} | undefined`, fallback: `${here}()`, doc: "What gives the device: `navigator.gpu` unless given; in Node, `create([])` of the package `webgpu`." },
        { name: "device", type: `${device} | undefined`, fallback: "undefined", doc: "A device to share with other models, in place of one of its own." },
      ],
      sizes: loops.flatMap(({ extent }) => extent.symbols()),
      statements: [
        "const buffer = new ArrayBuffer(layout.bytes);",
        `const model = await ${start}(gpu, device, {`,
        `  model: ${stringLiteral(host.module.name)},`,
        `  kernels: ${names.kernels},`,
        `  calls: ${names.calls},`,
        `  sizes: ${host.module.sizes.length},`,
        `  pool: [${pool.map((name) => numbers.get(name)).join(", ")}],`,
        `  positions: ${extents.length > 1 ? `Math.max(${extents.join(", ")})` : (extents[0] ?? "0")},`,
        "  blocks: [",
        ...blocks.map(([name, { length }]) => `    [${stringLiteral(name)}, ${length}],`),
        "  ],",
        "});",
      ],
      members: ["gpu: model", "close: () => model.close()"],
      closes: true,
      elsewhere: true,
    },
    later: {
      program: (program) => programLines(host, program, { tables, block, statements, dispatches: (p) => dispatches.get(p)! }),
      result: (i, { shape, dtype }) => {
        const array = `new ${dtype === "f32" ? "Float32Array" : "Int32Array"}(results[${i}]!)`;
        return shape.length === 0 ? `${array}[0]!` : array;
      },
      fetch: (storages) => `await m.gpu.fetch(${["m.step", ...held(storages).map((s) => `[${block(s.name)}, ${host.view({ ...s, kind: "storage" })}]`)].join(", ")})`,
      send: (storages) => ["m.gpu.renew();", ...held(storages).map((s) => `m.gpu.write(${block(s.name)}, ${host.view({ ...s, kind: "storage" })});`)],
    },
    sections: () => sectionsOf(host, tables, names, (name) => special.get(name) ?? numbers.get(name)!),
  };
}

/** Storages that are there rather than here. */
function held(storages: readonly Storage[]): readonly Storage[] {
  return storages.filter(({ role }) => role !== "clock");
}

/** About how large blocks are, for the choice of the smallest. */
function blockSizes(host: Host): (block: string) => number {
  const sizes = new Map(emittedPrograms(host).flatMap(({ steps }) => stepsOf(steps).flatMap(({ places }) => places.map((place) => [blockOf(place), typical(elements(place.type))] as const))));
  return (block) => (block === guardBlock ? Infinity : (sizes.get(block) ?? 0));
}

/** What runs each dispatch: all of it is known before any text is asked for. */
function callsOf(programs: readonly Dispatches[], tables: Tables): ReadonlyMap<Dispatch, CallRow> {
  const calls = new Map<Dispatch, CallRow>();
  for (const { before, losses, behind } of programs) {
    for (const one of dispatchesIn(before)) calls.set(one, tables.dispatch(one, false));
    for (const one of dispatchesIn(behind)) calls.set(one, tables.dispatch(one, true));
    for (const { place } of losses) tables.check(place);
  }
  return calls;
}
