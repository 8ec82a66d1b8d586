import { fail } from "../diagnostics/report.ts";
import { metadataOf, withMetadata } from "./metadata.ts";
import type { TrainingState } from "./state.ts";

const key = "nnc.training";
const version = 1;

/** `weights` (of `model.save()`) with the position of the training in the metadata. */
export function encodeCheckpoint(weights: Uint8Array, state: TrainingState): Uint8Array {
  return withMetadata(weights, { [key]: JSON.stringify({ version, ...state }) });
}

/**
 * The position in a checkpoint. Throws DiagnosticError if the file is damaged, or was written by a training with another
 * `fixed` part than that of `now`.
 */
export function decodeCheckpoint(bytes: Uint8Array, now: TrainingState, place: string): TrainingState {
  const state = parseState(bytes, place);
  for (const [what, value] of Object.entries(now.fixed)) {
    const then = state.fixed[what] ?? "unknown";
    if (then !== value) {
      fail("checkpoint-differs", { what, then, now: value }, { place, help: "resume with the same settings, or start again without `--resume`" });
    }
  }
  return state;
}

function parseState(bytes: Uint8Array, place: string): TrainingState {
  let parsed: unknown;
  try {
    const text = metadataOf(bytes)[key];
    if (text !== undefined) parsed = JSON.parse(text);
  } catch (error) {
    return fail("checkpoint-damaged", { why: error instanceof Error ? error.message : String(error) }, { place });
  }
  if (parsed === undefined) {
    const help = "it holds weights only; `nnc train` writes checkpoints beside them";
    return fail("checkpoint-damaged", { why: "it does not say where the training stood" }, { place, help });
  }
  if (!isState(parsed)) return fail("checkpoint-damaged", { why: "it was written by another version" }, { place });
  const { version: _, ...state } = parsed;
  // Names of quantities are the user's: `__proto__` must stay a name.
  return { ...state, sums: { examples: state.sums.examples, sums: Object.assign(Object.create(null), state.sums.sums) } };
}

function isState(value: unknown): value is TrainingState & { readonly version: number } {
  if (!isObject(value)) return false;
  const field = (name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;
  const sums = field("sums");
  return (
    field("version") === version &&
    ["phase", "epoch", "step", "earlier", "stale"].every((name) => Number.isSafeInteger(field(name))) &&
    isObject(field("fixed")) &&
    isObject(sums) &&
    "sums" in sums &&
    isObject(sums.sums)
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
