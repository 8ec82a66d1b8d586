import { examine, type Report } from "./examine.ts";
import type { Options } from "./compiled.ts";
import type { RandomModel } from "./generate.ts";

type Text = Pick<RandomModel, "seed" | "text" | "files">;

/**
 * A smaller model with a finding of the same kind: statements (a line, or a block with all that is in it) are left out one
 * after another as long as that stays. A model that is refused for what was left out has a finding of another kind.
 */
export async function shrunk(model: Text, report: Report, options: Options = {}, tries = 200): Promise<Text & { readonly finding: string }> {
  let best = { seed: model.seed, text: inlined(model), files: new Map<string, string>(), finding: report.finding ?? "" };
  const again = await examine(best, options);
  if (kind(again) !== kind(report)) return { ...model, finding: best.finding };
  for (let at = 0, left = tries; left > 0; left -= 1) {
    const statements = extents(best.text.split("\n"));
    const extent = statements[at];
    if (!extent) break;
    const lines = best.text.split("\n");
    lines.splice(extent[0], extent[1]);
    const smaller = { ...best, text: lines.join("\n") };
    const found = await examine(smaller, options);
    if (kind(found) === kind(report)) best = { ...smaller, finding: found.finding! };
    else at += 1;
  }
  return best;
}

/** What a finding begins with; of an exception the message, too, and of a text that is refused the code. */
export function kind({ finding }: Report): string | undefined {
  if (finding?.startsWith("exception")) return finding.split("\n")[0];
  return finding?.split(":").slice(0, finding.startsWith("refused") ? 2 : 1).join(":");
}

/** One file: declarations in place of the import. */
function inlined({ text, files }: Text): string {
  return [...files.values(), text.replace(/^import .*\n+/, "")].join("\n");
}

/** Where each statement begins and how many lines it has: down to where all its brackets are closed. */
function extents(lines: readonly string[]): (readonly [start: number, count: number])[] {
  return lines.map((_, start) => {
    let open = 0;
    for (let end = start; end < lines.length; end += 1) {
      for (const c of lines[end]!) open += "{[(".includes(c) ? 1 : "}])".includes(c) ? -1 : 0;
      if (open <= 0) return [start, end - start + 1];
    }
    return [start, 1];
  });
}
