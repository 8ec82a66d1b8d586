import type { Options } from "./compiled.ts";
import { examine, type Report } from "./examine.ts";
import { randomModel } from "./generate.ts";
import { kind, shrunk } from "./shrink.ts";

export interface Summary {
  readonly models: number;
  /** Text, seed and finding of what failed, made smaller. */
  readonly failures: string[];
  readonly total: Omit<Report, "finding">;
  /** In how many models each construct is. */
  readonly uses: ReadonlyMap<string, number>;
}

/** Examines the models of seeds `from` to `to`, both included; of each kind of failure the first ones are made smaller. */
export async function examineAll(from: number, to: number, optionsOf: (seed: number) => Options = () => ({}), progress: (seed: number, failure?: string) => void = () => {}): Promise<Summary> {
  const total = { programs: 0, undecided: 0, compared: 0, gradients: 0, differences: 0, kinks: 0, closest: { f32: 0, f64: 0 } };
  const uses = new Map<string, number>();
  const failures: string[] = [];
  const kinds = new Map<string, number>();
  for (let seed = from; seed <= to; seed += 1) {
    const model = randomModel(seed);
    const options = optionsOf(seed);
    for (const construct of model.uses) uses.set(construct, (uses.get(construct) ?? 0) + 1);
    const report = await examine(model, options);
    for (const key of ["programs", "undecided", "compared", "gradients", "differences", "kinks"] as const) total[key] += report[key];
    for (const key of ["f32", "f64"] as const) total.closest[key] = Math.max(total.closest[key], report.closest[key]);
    let failure: string | undefined;
    if (report.finding !== undefined) {
      const found = kind(report)!;
      kinds.set(found, (kinds.get(found) ?? 0) + 1);
      const small = kinds.get(found)! <= 3 ? await shrunk(model, report, options) : { ...model, finding: report.finding };
      failure = `seed ${seed}: ${small.finding}\n${[...small.files].map(([name, text]) => `// ${name}\n${text}`).join("")}${small.text}`;
      failures.push(failure);
    }
    progress(seed, failure);
  }
  return { models: to - from + 1, failures, total, uses };
}
