import { Size } from "../types/size.ts";
import type { Attribute, Attributes } from "./graph.ts";

const identifier = /^[A-Za-z_]\w*$/;

/** `{value: 1, shape: [N, 2*h], dtype: "f32"}`; empty for none. A size without symbols reads as its number. */
export function attributesText(attributes: Attributes): string {
  const entries = Object.entries(attributes);
  return entries.length === 0 ? "" : recordText(entries);
}

export function attributeText(value: Attribute): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Size) return value.plain();
  if (isList(value)) return `[${value.map(attributeText).join(", ")}]`;
  return recordText(Object.entries(value));
}

function recordText(entries: readonly (readonly [string, Attribute])[]): string {
  return `{${entries.map(([name, value]) => `${identifier.test(name) ? name : JSON.stringify(name)}: ${attributeText(value)}`).join(", ")}}`;
}

/** `#inf`, `#-inf` and `#nan` can't be taken for a symbolic size. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return "#nan";
  if (!Number.isFinite(value)) return value > 0 ? "#inf" : "#-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function isList(value: Attribute): value is readonly Attribute[] {
  return Array.isArray(value);
}
