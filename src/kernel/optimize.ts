import type { Fresh } from "./computation.ts";
import { shareExpressions } from "./cse.ts";
import { flattenLoops } from "./flatten.ts";
import { hoist } from "./hoist.ts";
import type { Statement } from "./kernel.ts";
import { tidy } from "./tidy.ts";

/** Makes a body faster and easier to read; what it computes stays the same. Without `short`, short loops stay loops, for others to see. */
export function optimize(body: readonly Statement[], fresh: Fresh, short = true): readonly Statement[] {
  // Names that only pass a value on would hide what is equal and what does not change.
  return tidy(shareExpressions(hoist(flattenLoops(tidy(body), short), fresh), fresh));
}
