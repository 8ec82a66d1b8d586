import type { Intrinsic } from "../../kernel/kernel.ts";
import { call, type Text } from "../printer/text.ts";
import type { Helper } from "./helpers.ts";
import type { Combination } from "./team.ts";
import type { Partial } from "./team-text.ts";

/** Functions of a shader; asking for one brings it in. */
export interface Library {
  readonly helper: (name: Helper) => string;
  /** The approximation of an intrinsic, of one value or of four. */
  readonly approximation: (name: Intrinsic, isEach: boolean) => string;
  /** What combines the partial results of a workgroup. */
  readonly combination: (by: Combination, type: "f32" | "i32") => string;
  /** The same of a few threads of a workgroup. */
  readonly share: (by: Combination, type: Partial) => string;
}

/** Functions of the language that are as good as they are needed everywhere; for others, adapters may be far off. */
const builtins: ReadonlySet<Intrinsic> = new Set(["exp", "log", "sqrt", "floor", "ceil", "round", "abs", "sign"]);

export function intrinsicText(intrinsic: Intrinsic, values: readonly Text[], library: Library, isEach: boolean): Text {
  if (intrinsic === "is_finite") return call(library.helper(isEach ? "is_finite4" : "is_finite"), values);
  return call(builtins.has(intrinsic) ? intrinsic : library.approximation(intrinsic, isEach), values);
}
