import { conversions, modulo, stopGradient, unaryFunctions } from "./elementwise.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { movements } from "./movement.ts";
import { parameterLists } from "./parameters.ts";
import { draws } from "./random.ts";
import { reductions } from "./reduce.ts";
import { derivatives } from "./derivative.ts";
import { shapes } from "./shape.ts";
import { convolutions } from "./convolution.ts";
import { windows } from "./window.ts";

/** What the language knows without a library: everything else is `src/std/*.nnet`. */
export const intrinsics: readonly Intrinsic[] = [
  ...unaryFunctions, modulo, ...conversions, stopGradient,
  ...reductions, ...movements, ...shapes, ...convolutions, ...windows, ...draws, ...parameterLists, ...derivatives,
];

/** Words that arguments understand. */
export const words: readonly string[] = ["same", "valid", "leading"];
