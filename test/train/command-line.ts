import { vi } from "vitest";
import { main } from "../../src/cli/main.ts";

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `nnc` with these words in this process, in a folder. */
export async function nnc(folder: string, ...words: readonly string[]): Promise<Ran> {
  const texts = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      texts[name] += String(chunk);
      return true;
    }),
  );
  const before = process.cwd();
  process.chdir(folder);
  process.exitCode = undefined;
  try {
    await main(words);
    return { status: Number(process.exitCode ?? 0), ...texts };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}

/** A model of two classes of points, with a table of `rows` of them. */
export function tinyFiles(rows = 60, settings = "epochs 4", optimizer = "sgd(lr: 0.5, momentum: 0.9)", hidden = ""): Readonly<Record<string, string>> {
  let state = 7;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const lines = Array.from({ length: rows }, (_, i) => [uniform() + (i % 2), uniform() - (i % 2), i % 2].map((v) => v.toFixed(3).replace(".000", "")).join(","));
  return {
    "points.csv": `a,b,class\n${lines.join("\n")}\n`,
    "tiny.nnet": `model Tiny {
  input x: [N, 2]
  input y: index(2)[N]
  net    = Dense(2)
  logits = x ${hidden} |> net
  output probs     = softmax(logits)
  loss   nll       = cross_entropy(logits, y)
  metric accuracy  = accuracy(logits, y)
  metric confusion = confusion(logits, y)
  train { minimize nll using ${optimizer} batch 7 ${settings} }
}
data train = csv("points.csv") {
  x = columns(0..1)
  y = column(2)
}
split train 70 : 15 : 15 shuffle seed 3
`,
  };
}
