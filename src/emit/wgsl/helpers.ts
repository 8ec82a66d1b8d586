/**
 * Functions that shaders use where the language has none, or not quite the one that is meant: compilers may take it that
 * no number is NaN or infinite, so such numbers are told by their bits, and their constants are hidden in variables.
 */
const texts = {
  floor_div: `fn floor_div(a: i32, b: i32) -> i32 {
  return a / b - select(0, 1, a % b != 0 && (a ^ b) < 0);
}`,
  floor_mod: `fn floor_mod(a: i32, b: i32) -> i32 {
  let rest = a % b;
  return rest + select(0, b, rest != 0 && (rest ^ b) < 0);
}`,
  floor_mod_real: `fn floor_mod_real(a: f32, b: f32) -> f32 {
  let rest = a - b * trunc(a / b);
  return rest + select(0.0, b, rest != 0.0 && (rest < 0.0) != (b < 0.0));
}`,
  is_nan: `fn is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
  is_finite: `fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}`,
  larger: `fn larger(a: f32, b: f32) -> f32 {
  return select(select(a, b, a < b), b, is_nan(b));
}`,
  smaller: `fn smaller(a: f32, b: f32) -> f32 {
  return select(select(a, b, b < a), b, is_nan(b));
}`,
  infinity: `var<private> infinity: u32 = 0x7f800000u;`,
  not_a_number: `var<private> not_a_number: u32 = 0x7fc00000u;`,
} as const;

export type Helper = keyof typeof texts;

const uses: Partial<Record<Helper, readonly Helper[]>> = { larger: ["is_nan"], smaller: ["is_nan"] };

export const helperNames: readonly string[] = Object.keys(texts);

/** The texts of these helpers and of those that they use. */
export function helperTexts(used: ReadonlySet<Helper>): readonly string[] {
  const all = new Set([...used].flatMap((helper) => [helper, ...(uses[helper] ?? [])]));
  return Object.entries(texts).flatMap(([name, text]) => (all.has(name as Helper) ? [text] : []));
}
