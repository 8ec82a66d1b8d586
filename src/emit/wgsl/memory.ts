import { atLeast, call, strength, type Text } from "../printer/text.ts";
import type { Binding, BoundBuffer } from "./bindings.ts";

/** How a shader gets at the buffers of its kernel. */
export interface ShaderMemory {
  readonly declarations: readonly string[];
  readonly load: (buffer: string, index: Text) => Text;
  readonly store: (buffer: string, index: Text, value: Text) => string;
}

interface Found {
  readonly variable: string;
  readonly binding: Binding;
  readonly buffer: BoundBuffer;
}

/** `name` spells a buffer, `begin` the element at which a block of the pool begins. */
export function memoryOf(bindings: readonly Binding[], name: (buffer: string) => string, begin: (block: string) => string): ShaderMemory {
  const found = new Map<string, Found>();
  const declarations = bindings.map((binding, i) => {
    const variable = binding.block === undefined ? "pool" : name(binding.buffers[0]!.name);
    for (const buffer of binding.buffers) found.set(buffer.name, { variable, binding, buffer });
    return `@group(0) @binding(${i}) var<storage, ${binding.access}> ${variable}: array<${binding.type}>;`;
  });
  const at = (buffer: string): Found => {
    const place = found.get(buffer);
    if (!place) throw new Error(`the buffer ${buffer} is not bound`);
    return place;
  };
  const element = ({ variable, binding, buffer }: Found, index: Text): string =>
    `${variable}[${binding.block === undefined ? `${begin(buffer.block)} + ${atLeast(index, strength.sum)}` : index.text}]`;
  const isOther = ({ binding, buffer }: Found): boolean => binding.type !== (buffer.dtype === "f32" ? "f32" : "i32");
  return {
    declarations,
    load: (buffer, index) => {
      const place = at(buffer);
      const text: Text = { text: element(place, index), strength: strength.call };
      return isOther(place) ? call("bitcast<f32>", [text]) : text;
    },
    store: (buffer, index, value) => {
      const place = at(buffer);
      return `${element(place, index)} = ${isOther(place) ? `bitcast<i32>(${value.text})` : value.text};`;
    },
  };
}
