import type { DType } from "../../../types/tensor.ts";
import { atLeast, call, strength, type Text } from "../../printer/text.ts";
import { type Kind, laneCount } from "./lanes.ts";

/** The type of four values. */
export function vectorType(type: DType): string {
  return { f32: "vec4f", i32: "vec4i", bool: "vec4<bool>" }[type];
}

/** A value as four, whatever it is. */
export function four(value: Text, kind: Kind, type: DType): Text {
  if (kind === "each") return value;
  const same = call(vectorType(type), [value]);
  return kind === "one" ? same : { text: `${same.text} + vec4i(0, 1, 2, 3)`, strength: strength.sum };
}

/** Four values that are found one by one, by the distance from the first. */
export function oneByOne(type: DType, value: (lane: number) => Text): Text {
  return call(vectorType(type), Array.from({ length: laneCount }, (_, lane) => value(lane)));
}

/** The sum of a whole number and a distance. */
export function further(index: Text, distance: number): Text {
  return distance === 0 ? index : { text: `${atLeast(index, strength.sum)} + ${distance}`, strength: strength.sum };
}
