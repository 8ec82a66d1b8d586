import { Option } from "commander";
import { didYouMean } from "../base/closest.ts";
import { fail } from "../diagnostics/report.ts";
import type { Target } from "../emit/target.ts";
import { processorTargets, targets } from "../emit/targets.ts";
import type { CreateOptions } from "../runtime/model.ts";

/** For commands that only compile. */
export function targetOption(): Option {
  return optionOf("what to compile to", targets);
}

/** For commands that run what they compile, or count what it does, on a device, too. */
export function jobTargetOption(): Option {
  return optionOf("what runs", targets);
}

function optionOf(what: string, known: ReadonlyMap<string, Target>): Option {
  return new Option("--target <name>", `${what}: ${[...known.keys()].join(", ")}`).default("wasm");
}

/** The target of a name on the command line. */
export function targetNamed(name: string, known: ReadonlyMap<string, Target> = targets): Target {
  return known.get(name) ?? fail("unknown-target", { name }, { place: "--target", ...didYouMean(name, known.keys()) });
}

/** What `create` is told by `--no-relaxed` and `--threads`. */
export function engineOptions(target: Target, { relaxed, threads }: { readonly relaxed?: boolean; readonly threads?: number }): CreateOptions {
  const several = threads !== undefined && threads > 1;
  if (several && !target.machine.threads) {
    fail("bad-option-value", { option: "--threads", value: String(threads), expected: `1 for the target ${target.name}, which has no threads` }, { place: "--threads", help: "without `--target`, the model is compiled to WebAssembly, which has" });
  }
  return { ...(relaxed === false && { relaxed }), ...(several && { threads }) };
}

/** The target of a name, where answers are needed at once. */
export function runningTarget(name: string): Target {
  const known = targets.has(name) && !processorTargets.has(name);
  if (known) fail("unknown-target", { name }, { place: "--target", help: `\`${name}\` needs a device, whose answers come later; what answers at once is ${[...processorTargets.keys()].join(", ")}` });
  return targetNamed(name, processorTargets);
}
