import type { NdArray } from "./op.ts";

/** What a program is run with. */
export interface Environment {
  /** A value for each input that is read, by name. */
  readonly inputs: Readonly<Record<string, NdArray>>;
  /** The values of storages before the step. */
  readonly storages: Readonly<Record<string, NdArray>> | ReadonlyMap<string, NdArray>;
  /** The values of symbolic sizes. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Names come from sources and may be `__proto__`: only own properties count. */
export function valueNamed(values: Environment["storages"], name: string): NdArray | undefined {
  if (isMap(values)) return values.get(name);
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isMap(values: Environment["storages"]): values is ReadonlyMap<string, NdArray> {
  return values instanceof Map;
}
