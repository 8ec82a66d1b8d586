import { approximations } from "../../kernel/approximation/all.ts";
import type { Intrinsic } from "../../kernel/kernel.ts";
import { helperNames } from "./helpers.ts";
import { shareNames } from "./scan/share-text.ts";
import { mostParts } from "./sharing/sharing.ts";
import { wgslWords } from "./words.ts";

/** The function that an intrinsic is in shaders, of one value or of four. */
export function functionName(intrinsic: Intrinsic, isEach: boolean): string {
  return isEach ? `${intrinsic}_of4` : `${intrinsic}_of`;
}

const functions = [...approximations.keys()].flatMap((intrinsic) => [functionName(intrinsic, false), functionName(intrinsic, true)]);

/** What teams of threads use. */
const teams = ["add", "mul", "min", "max"].flatMap((by) => ["f32", "i32"].flatMap((type) => [`team_${by}_${type}`, `partial_${by}_${type}`]));

/** What a thread keeps for a tile. */
const numbers = Array.from({ length: 8 }, (_, i) => i);
const tile = numbers.flatMap((i) => [...["left", "right", "next_left", "next_right"].map((name) => `${name}_${i}`), ...numbers.map((j) => `sum_${i}_${j}`)]);

/** The functions of stages that share a shader. */
const parts = Array.from({ length: mostParts }, (_, i) => ["part", "left_one", "left_four", "right_one", "right_four", "finish_one", "finish_four"].map((name) => `${name}_${i}`)).flat();

/** What locals and buffers of a kernel must not be called. */
export const reservedNames: readonly string[] = [...wgslWords, ...helperNames, ...functions, ...teams, ...tile, ...shareNames, ...parts];
