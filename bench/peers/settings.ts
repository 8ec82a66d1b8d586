import { parseArgs } from "node:util";
import type { Settings } from "./compete.ts";

/** The words of a benchmark of contestants: `--seconds 3 --rounds 6 --starts 2 --patience 20 --who "ours|PyTorch" --markdown mlp lenet`. */
export interface Words {
  readonly settings: Settings;
  /** Of the names of those that take part. */
  readonly who: RegExp;
  readonly markdown: boolean;
  readonly workloads: readonly string[];
}

export function words(known: readonly string[]): Words {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "3" },
      rounds: { type: "string", default: "6" },
      starts: { type: "string", default: "2" },
      patience: { type: "string", default: "20" },
      who: { type: "string", default: "." },
      markdown: { type: "boolean", default: false },
    },
  });
  const { seconds, rounds, starts, patience, who, markdown } = values;
  const workloads = positionals.length > 0 ? positionals.filter((name) => known.includes(name)) : known;
  return { settings: { seconds: Number(seconds), rounds: Number(rounds), starts: Number(starts), patience: Number(patience) }, who: new RegExp(who), markdown, workloads };
}
