import { atLeast, call, strength, type Text } from "../printer/text.ts";
import type { Binding, BoundBuffer } from "./bindings.ts";
import type { Accesses } from "./lanes/accesses.ts";
import { further, oneByOne, vectorType } from "./lanes/lane-text.ts";
import { laneCount } from "./lanes/lanes.ts";

/** How a shader gets at the buffers of its kernel: at an element, or at four that begin at a multiple of four. */
export interface ShaderMemory {
  readonly declarations: readonly string[];
  readonly load: (buffer: string, index: Text, isWide: boolean) => Text;
  readonly store: (buffer: string, index: Text, value: Text, isWide: boolean) => string;
}

interface Found {
  readonly variable: string;
  readonly binding: Binding;
  readonly buffer: BoundBuffer;
  /** Whether it is an array of vectors. */
  readonly isVector: boolean;
}

/** `name` spells a buffer, `begin` the element at which a block of the pool begins, which is a multiple of four. */
export function memoryOf(bindings: readonly Binding[], name: (buffer: string) => string, begin: (block: string) => string, { wide, parted }: Accesses): ShaderMemory {
  const found = new Map<string, Found>();
  const declarations = bindings.map((binding, i) => {
    const variable = binding.block === undefined ? "pool" : name(binding.buffers[0]!.name);
    const isVector = binding.buffers.some((buffer) => wide.has(buffer.name)) && !binding.buffers.some((buffer) => parted.has(buffer.name));
    for (const buffer of binding.buffers) found.set(buffer.name, { variable, binding, buffer, isVector });
    return `@group(0) @binding(${i}) var<storage, ${binding.access}> ${variable}: array<${isVector ? vectorType(binding.type) : binding.type}>;`;
  });
  const at = (buffer: string): Found => {
    const place = found.get(buffer);
    if (!place) throw new Error(`the buffer ${buffer} is not bound`);
    return place;
  };
  const placeOf = ({ binding, buffer }: Found, index: Text): Text =>
    binding.block === undefined ? { text: `${begin(buffer.block)} + ${atLeast(index, strength.sum)}`, strength: strength.sum } : index;
  const element = (place: Found, index: Text): string => {
    const { variable, isVector } = place;
    const at = placeOf(place, index);
    return isVector ? `${vectorAt(variable, at)}[${atLeast(at, strength.unary)} & 3]` : `${variable}[${at.text}]`;
  };
  const vectorAt = (variable: string, index: Text): string => `${variable}[${atLeast(index, strength.unary)} >> 2u]`;
  const isOther = ({ binding, buffer }: Found): boolean => binding.type !== (buffer.dtype === "f32" ? "f32" : "i32");
  return {
    declarations,
    load: (buffer, index, isWide) => {
      const place = at(buffer);
      const single = (of: Text): Text => ({ text: element(place, of), strength: strength.call });
      const value = !isWide ? single(index) : place.isVector ? { text: vectorAt(place.variable, placeOf(place, index)), strength: strength.call } : oneByOne(place.binding.type, (lane) => single(further(index, lane)));
      return isOther(place) ? call(`bitcast<${isWide ? "vec4f" : "f32"}>`, [value]) : value;
    },
    store: (buffer, index, value, isWide) => {
      const place = at(buffer);
      const bits = isOther(place) ? call(`bitcast<${isWide ? "vec4i" : "i32"}>`, [value]) : value;
      if (isWide && !place.isVector) return storedOneByOne(bits, (lane) => element(place, further(index, lane)));
      return `${isWide ? vectorAt(place.variable, placeOf(place, index)) : element(place, index)} = ${bits.text};`;
    },
  };
}

/** The assignment of four values to elements that are found one by one. */
export function storedOneByOne(value: Text, to: (lane: number) => string): string {
  return `{ let four = ${value.text}; ${Array.from({ length: laneCount }, (_, lane) => `${to(lane)} = four[${lane}];`).join(" ")} }`;
}
