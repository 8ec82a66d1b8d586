// How the time of each stage of the compiler grows with the number of layers. Linear growth has the exponent 1.
import { check, optimize } from "../src/compile.ts";
import { targets } from "../src/emit/targets.ts";
import { schedule } from "../src/schedule/schedule.ts";
import { table } from "../src/cli/table.ts";
import { deepConv, deepMlp } from "./networks.ts";

const depths = [50, 100, 200, 400, 800];
const stages = ["check", "optimize", "schedule", "emit"] as const;
type Times = Record<(typeof stages)[number], number>;

/** CPU milliseconds: other processes of the machine count less than on the clock. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function once(text: string): Times {
  const source = { name: "deep.nnet", text };
  const times: Times = { check: 0, optimize: 0, schedule: 0, emit: 0 };
  const timed = <T>(stage: keyof Times, run: () => T): T => {
    const before = cpu();
    const result = run();
    times[stage] = cpu() - before;
    return result;
  };
  const { diagnostics, modules } = timed("check", () => check(source, { load: () => undefined }));
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
  const optimized = timed("optimize", () => modules.map((module) => optimize(module)));
  const plans = timed("schedule", () => optimized.map((module) => schedule(module)));
  timed("emit", () => plans.map((plan) => targets.get("ts")!.emit(plan)));
  return times;
}

/** The least of a few runs, which is what the machine disturbed least. */
function best(text: string, runs: number): Times {
  const all = Array.from({ length: runs }, () => once(text));
  const least = (stage: keyof Times): number => Math.min(...all.map((times) => times[stage]));
  return { check: least("check"), optimize: least("optimize"), schedule: least("schedule"), emit: least("emit") };
}

/** The slope of log(time) over log(layers), by least squares. */
function exponent(times: readonly number[]): number {
  const [x, y] = [depths.map(Math.log), times.map(Math.log)];
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((v, i) => (v - mx) * (y[i]! - my))) / mean(x.map((v) => (v - mx) ** 2));
}

for (const [name, network] of [["fully connected", deepMlp], ["convolutions with batch normalization", deepConv]] as const) {
  // The first networks only warm the machine up.
  best(network(50), 4);
  const measured = depths.map((layers) => best(network(layers), layers < 400 ? 3 : 2));
  const rows = depths.map((layers, i) => [String(layers), ...stages.flatMap((stage) => [measured[i]![stage].toFixed(0), (measured[i]![stage] / layers).toFixed(2)])]);
  const slopes = stages.flatMap((stage) => [exponent(measured.map((times) => times[stage])).toFixed(2), ""]);
  const whole = measured.map((times) => stages.reduce((sum, stage) => sum + times[stage], 0));
  console.log(`Compile time, ${name} (CPU ms, and ms per layer)`);
  console.log(table(["layers", ...stages.flatMap((stage) => [stage, "/layer"])], [...rows, ["exponent", ...slopes]]));
  console.log(`exponent of the whole: ${exponent(whole).toFixed(2)}\n`);
}
