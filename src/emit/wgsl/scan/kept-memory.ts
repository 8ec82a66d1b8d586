import { atom, infix, strength, type Text } from "../../printer/text.ts";
import { further, oneByOne } from "../lanes/lane-text.ts";
import { type ShaderMemory, storedOneByOne } from "../memory.ts";
import type { Scan } from "./scan.ts";

/** The buffers of a shader, but that those which are kept are in the memory of the workgroup, element by element. */
export function withKept(memory: ShaderMemory, { kept, rows }: Scan, name: (buffer: string) => string): ShaderMemory {
  const known = new Map(kept.map((one) => [one.buffer, one]));
  const place = (buffer: string, stride: number, index: Text): Text => {
    const here = rows ? infix(index, "-", infix(atom("first_row"), "*", atom(String(stride)), strength.product), strength.sum) : index;
    return { text: `${name(buffer)}[${here.text}]`, strength: strength.call };
  };
  return {
    declarations: memory.declarations,
    load: (buffer, index, isWide) => {
      const one = known.get(buffer);
      if (!one) return memory.load(buffer, index, isWide);
      return isWide ? oneByOne(one.type, (lane) => place(buffer, one.stride, further(index, lane))) : place(buffer, one.stride, index);
    },
    store: (buffer, index, value, isWide) => {
      const one = known.get(buffer);
      if (!one) return memory.store(buffer, index, value, isWide);
      const to = (lane: number): string => place(buffer, one.stride, further(index, lane)).text;
      return isWide ? storedOneByOne(value, to) : `${to(0)} = ${value.text};`;
    },
  };
}
