import { error } from "./entry.ts";

/** Found by type rules and by elaboration: sizes, shapes and element types that do not fit. */
export const shapeCodes = {
  "window-too-large": error<{ window: string; input: string }>((p) => `a ${p.window} does not fit its ${p.input} input`),
  "shapes-differ": error<{ what: string }>((p) => `the two sides of ${p.what} do not have the same shape`),
};
