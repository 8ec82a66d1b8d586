import { Option } from "commander";
import { didYouMean } from "../base/closest.ts";
import { fail } from "../diagnostics/report.ts";
import type { Target } from "../emit/target.ts";
import { targets } from "../emit/targets.ts";

export function targetOption(): Option {
  return new Option("--target <name>", `what to compile to: ${[...targets.keys()].join(", ")}`).default("wasm");
}

/** The target of a name on the command line. */
export function targetNamed(name: string): Target {
  return targets.get(name) ?? fail("unknown-target", { name }, { place: "--target", ...didYouMean(name, targets.keys()) });
}
