import type { Expression } from "../../../kernel/kernel.ts";
import { parts } from "../../../kernel/visit.ts";
import type { DType } from "../../../types/tensor.ts";
import type { Local } from "../assembler/function.ts";

/**
 * Where the value of a name is.
 *
 * - `scalar`: one value, the same in all lanes; of a real perhaps the `bits` alone, as a whole number.
 * - `vector`: a value for each of the four lanes, `uniform` if they are the same; a bool is all ones or all zeros.
 * - `stepped`: a whole number that grows by `stride` from lane to lane; the local holds that of lane 0 (none: 0).
 */
export type Binding =
  | { readonly kind: "scalar"; readonly local: Local; readonly type: DType; readonly bits?: true }
  | { readonly kind: "vector"; readonly local: Local; readonly type: DType; readonly uniform?: true }
  | { readonly kind: "stepped"; readonly local: Local | undefined; readonly stride: number };

export type Scope = ReadonlyMap<string, Binding>;

/** How far apart the values of a whole number are in neighbouring lanes; undefined if that is not the same everywhere. */
export function laneStride(e: Expression, scope: Scope): number | undefined {
  switch (e.kind) {
    case "const":
    case "size":
      return 0;
    case "local": {
      const binding = scope.get(e.name);
      return binding?.kind === "stepped" ? binding.stride : binding && isSame(binding) ? 0 : undefined;
    }
    case "unary": {
      const stride = laneStride(e.operand, scope);
      return e.operator === "neg" && stride !== undefined ? -stride : stride === 0 ? 0 : undefined;
    }
    case "binary": {
      const [left, right] = [laneStride(e.left, scope), laneStride(e.right, scope)];
      if (left === undefined || right === undefined) return undefined;
      if (left === 0 && right === 0) return 0;
      if (e.type !== "i32") return undefined;
      if (e.operator === "add") return left + right;
      if (e.operator === "sub") return left - right;
      if (e.operator === "mul" && e.right.kind === "const") return left * e.right.value;
      return undefined;
    }
    case "load":
    case "convert":
    case "bitcast":
    case "select":
    case "call":
      return isUniform(e, scope) ? 0 : undefined;
  }
}

/** Whether all lanes have the same value. */
export function isUniform(e: Expression, scope: Scope): boolean {
  if (e.kind !== "local") return parts(e).every((part) => isUniform(part, scope));
  const binding = scope.get(e.name);
  return binding !== undefined && isSame(binding);
}

function isSame(binding: Binding): boolean {
  return binding.kind === "scalar" || (binding.kind === "vector" && binding.uniform === true);
}

/** Whether something in it is in the lanes of a vector. */
export function hasVectors(e: Expression, scope: Scope): boolean {
  return e.kind === "local" ? scope.get(e.name)?.kind === "vector" : parts(e).some((part) => hasVectors(part, scope));
}
