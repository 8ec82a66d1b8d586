import { textOf } from "../base/source.ts";
import type { Phase } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Context } from "./context.ts";

/** What a phase in turn takes from the one that it follows. */
const shared = ["batch", "epochs", "seed", "stop"] as const;

/** `after other` names a phase that stands before, whose batches are this one's, too. */
export function checkTurn(context: Context, block: ast.Train, earlier: readonly string[]): void {
  const { after } = block;
  if (!after) return;
  if (after.kind !== "identifier" || !earlier.includes(after.name)) {
    const known = earlier.filter((name) => name !== "").map((name) => `\`${name}\``).join(", ");
    const help = known === "" ? "it follows a phase that stands before it: this is the first" : `it follows a phase that stands before it: ${known}`;
    context.fail("unknown-phase", { phase: textOf(after.span) }, after.span, { help });
  }
  const setting = shared.find((name) => block[name] !== undefined);
  const span = setting && block[setting]?.span;
  if (setting && span) context.fail("phase-in-turn", { setting, phase: after.name }, span, { help: `leave it out here, and write it in \`train ${after.name}\`` });
}

/** The phases with what those in turn take from the ones that they follow. */
export function inTurn(phases: readonly Phase[]): readonly Phase[] {
  const done = new Map<string, Phase>();
  for (const phase of phases) {
    const leader = phase.after === undefined ? undefined : done.get(phase.after);
    const { batch, epochs, seed } = leader ?? phase;
    done.set(phase.name, { ...phase, batch, epochs, seed });
  }
  return [...done.values()];
}
