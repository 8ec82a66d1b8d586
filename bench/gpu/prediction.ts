import { readFileSync } from "node:fs";
import { compile } from "../../src/compile.ts";
import { dispatchesOf } from "../../src/emit/wgsl/dispatches.ts";
import { scanCost } from "../../src/emit/wgsl/scan/scan.ts";
import { dispatchesIn } from "../../src/emit/wgsl/sharing/sharing.ts";
import { targets } from "../../src/emit/targets.ts";
import { runsOf } from "../../src/measure/call.ts";
import { bytesOf, kernelWork, together } from "../../src/measure/work.ts";
import { batches } from "../peers/generated.ts";
import { short, type Report } from "../report.ts";

/** Of one NVIDIA H200, as it was measured through WebGPU: microseconds of a dispatch there and here, bytes and operations a second. */
const device = { dispatch: 1.7, encoding: 2, bytes: 4.2e12, operations: 30e12 };

/** Of a small device. */
const smallCache = 4 * 2 ** 20;

/** What a training step should take, from what is counted: dispatches, turns that wait for each other within one, bytes that must be moved, operations. */
export function prediction(workloads: readonly string[]): Report {
  const target = targets.get("wgsl")!;
  const columns = workloads.map((workload) => {
    const text = readFileSync(new URL(`../workloads/${workload}.nnet`, import.meta.url), "utf8");
    const sizes = { N: batches[workload]! };
    const [plan] = compile({ name: `${workload}.nnet`, text }, { load: () => undefined, sizes, target }).plans;
    if (!plan) throw new Error(`${workload} has no model`);
    const runs = runsOf(plan, "train");
    const dispatches = plan.programs.reduce((sum, program) => sum + (runs.get(program.name) ?? 0) * target.calls(plan, program).evaluate(sizes), 0);
    const scanning = plan.programs.reduce((sum, program) => {
      const { before, behind } = dispatchesOf(plan, program);
      return sum + (runs.get(program.name) ?? 0) * scanCost(dispatchesIn([...before, ...behind]).flatMap(({ parts }) => parts.map(({ stage }) => stage)));
    }, 0);
    const all = together(kernelWork(plan, runs, sizes, (step, at) => target.traffic!(step, at, smallCache)));
    const [{ work, traffic }, bytes] = [all, bytesOf(all).least];
    const micros = { dispatching: dispatches * device.dispatch, encoding: dispatches * device.encoding, scanning, moving: (bytes / device.bytes) * 1e6, computing: (work.flops / device.operations) * 1e6 };
    return { dispatches, bytes, moved: traffic!.moved, flops: work.flops, micros };
  });
  type Column = (typeof columns)[number];
  const row = (label: string, cell: (column: Column) => string): string[] => [label, ...columns.map(cell)];
  return {
    name: "gpu-prediction",
    title: "A prediction, not a measurement: a training step on an NVIDIA H200",
    head: ["", ...workloads],
    rows: [
      row("dispatches", ({ dispatches }) => dispatches.toLocaleString("en-US")),
      row("bytes that must be moved, MB", ({ bytes }) => short(bytes / 1e6)),
      row("bytes moved behind a cache of 4 MB, MB", ({ moved }) => short(moved / 1e6)),
      row("operations, millions", ({ flops }) => short(flops / 1e6)),
      row("dispatches on the device, µs", ({ micros }) => short(micros.dispatching)),
      row("dispatches encoded here, µs", ({ micros }) => short(micros.encoding)),
      row("turns of scans, as their cost model has it, µs", ({ micros }) => short(micros.scanning)),
      row("bytes at 4.2 TB/s, µs", ({ micros }) => short(micros.moving)),
      row("operations at 30 TFLOP/s, µs", ({ micros }) => short(micros.computing)),
      row("predicted step, one after the other, ms", ({ micros }) => short(Object.values(micros).reduce((sum, each) => sum + each, 0) / 1000)),
    ],
  };
}
