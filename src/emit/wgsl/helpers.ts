import { vectorType } from "./lanes/lane-text.ts";

/** What a helper is written for: one value or four. */
interface Types {
  /** What its name ends with. */
  readonly end: string;
  readonly f32: string;
  readonly i32: string;
  readonly u32: string;
  readonly bool: string;
  /** A constant of one of these types. */
  readonly of: (type: "i32" | "u32" | "f32", constant: string) => string;
}

const one: Types = { end: "", f32: "f32", i32: "i32", u32: "u32", bool: "bool", of: (_, constant) => constant };
const four: Types = { end: "4", f32: vectorType("f32"), i32: vectorType("i32"), u32: "vec4u", bool: vectorType("bool"), of: (type, constant) => `${four[type]}(${constant})` };

/**
 * Functions that shaders use where the language has none, or not quite the one that is meant: compilers may take it that
 * no number is NaN or infinite, so such numbers are told by their bits, and their constants are hidden in variables.
 */
const functions = {
  floor_div: ({ end, i32, of }: Types) => `fn floor_div${end}(a: ${i32}, b: ${i32}) -> ${i32} {
  return a / b - select(${of("i32", "0")}, ${of("i32", "1")}, (a % b != ${of("i32", "0")}) & ((a ^ b) < ${of("i32", "0")}));
}`,
  floor_mod: ({ end, i32, of }: Types) => `fn floor_mod${end}(a: ${i32}, b: ${i32}) -> ${i32} {
  let rest = a % b;
  return rest + select(${of("i32", "0")}, b, (rest != ${of("i32", "0")}) & ((rest ^ b) < ${of("i32", "0")}));
}`,
  floor_mod_real: ({ end, f32, of }: Types) => `fn floor_mod_real${end}(a: ${f32}, b: ${f32}) -> ${f32} {
  let rest = a - b * trunc(a / b);
  return rest + select(${of("f32", "0.0")}, b, (rest != ${of("f32", "0.0")}) & ((rest < ${of("f32", "0.0")}) != (b < ${of("f32", "0.0")})));
}`,
  is_nan: ({ end, f32, u32, bool, of }: Types) => `fn is_nan${end}(x: ${f32}) -> ${bool} {
  return (bitcast<${u32}>(x) & ${of("u32", "0x7fffffffu")}) > ${of("u32", "0x7f800000u")};
}`,
  is_finite: ({ end, f32, u32, bool, of }: Types) => `fn is_finite${end}(x: ${f32}) -> ${bool} {
  return (bitcast<${u32}>(x) & ${of("u32", "0x7f800000u")}) != ${of("u32", "0x7f800000u")};
}`,
  larger: ({ end, f32 }: Types) => `fn larger${end}(a: ${f32}, b: ${f32}) -> ${f32} {
  return select(select(a, b, a < b), b, is_nan${end}(b));
}`,
  smaller: ({ end, f32 }: Types) => `fn smaller${end}(a: ${f32}, b: ${f32}) -> ${f32} {
  return select(select(a, b, b < a), b, is_nan${end}(b));
}`,
} as const;

const constants = {
  infinity: `var<private> infinity: u32 = 0x7f800000u;`,
  not_a_number: `var<private> not_a_number: u32 = 0x7fc00000u;`,
} as const;

type FunctionName = keyof typeof functions;

/** The functions have a form for four values, whose name ends with 4. */
export type Helper = FunctionName | `${FunctionName}4` | keyof typeof constants;

const texts = new Map<Helper, string>([
  ...(Object.keys(functions) as FunctionName[]).flatMap((name) => [[name, functions[name](one)] as const, [`${name}4`, functions[name](four)] as const]),
  ...Object.entries(constants) as [keyof typeof constants, string][],
]);

const uses: Partial<Record<Helper, readonly Helper[]>> = { larger: ["is_nan"], smaller: ["is_nan"], larger4: ["is_nan4"], smaller4: ["is_nan4"] };

export const helperNames: readonly string[] = [...texts.keys()];

/** The texts of these helpers and of those that they use. */
export function helperTexts(used: ReadonlySet<Helper>): readonly string[] {
  const all = new Set([...used].flatMap((helper) => [helper, ...(uses[helper] ?? [])]));
  return [...texts].flatMap(([name, text]) => (all.has(name) ? [text] : []));
}
