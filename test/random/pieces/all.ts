import { choices } from "./choices.ts";
import { declarations } from "./declarations.ts";
import { derivatives } from "./derivatives.ts";
import { elementwise } from "./elementwise.ts";
import { equations } from "./equations.ts";
import { library } from "./library.ts";
import { losses } from "./losses.ts";
import { movement } from "./movement.ts";
import type { Piece } from "./piece.ts";
import { reductions } from "./reductions.ts";
import { scans } from "./scans.ts";
import { wholeNumbers } from "./whole-numbers.ts";

/** Everything that a model may be made of, by topic. */
export const topics: readonly (readonly Piece[])[] = [
  elementwise, choices, movement, reductions, wholeNumbers, equations, scans, declarations, library, losses, derivatives,
];

export const pieces: readonly Piece[] = topics.flat();
