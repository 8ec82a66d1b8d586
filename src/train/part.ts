import { fail } from "../diagnostics/report.ts";
import type { AnyModel } from "../runtime/model.ts";
import { readSafetensors, type FileTensor } from "../runtime/safetensors.ts";
import { saveTensors, type StoredTensor } from "../runtime/state.ts";
import { answered, guarded } from "./guarded.ts";

const average = "/average";

/** What `from "file"` found. */
export interface PartReport {
  readonly part: string;
  /** Tensors of the part that were filled. */
  readonly loaded: readonly string[];
  /** Tensors of the file that the part has no place for. */
  readonly ignored: readonly string[];
}

/**
 * Fills one part of a model from a safetensors file; the rest stays as it is. A tensor `stem.conv1.W` is found in the
 * file under that name, or as `conv1.W`. Throws a DiagnosticError, with the model unchanged, unless every parameter and
 * state of the part is found with its shape.
 */
export async function loadPart(model: AnyModel, part: string, bytes: Uint8Array, place: string): Promise<PartReport> {
  const given = guarded(() => readSafetensors(bytes), place);
  const loaded: string[] = [];
  const used = new Set<string>();
  const problems: string[] = [];
  const fill = (name: string, own: FileTensor): FileTensor => {
    // A running average begins as its parameter, if the file has none.
    const names = name.endsWith(average) ? [name, name.slice(0, -average.length)] : [name];
    const key = names.flatMap((n) => [n, n.slice(part.length + 1)]).find((candidate) => given.has(candidate));
    const found = key === undefined ? undefined : given.get(key);
    if (key === undefined || !found) problems.push(`\`${name}\` is not in the file`);
    else if (found.dtype !== own.dtype || found.shape.join() !== own.shape.join()) {
      problems.push(`\`${key}\` is ${found.dtype} [${found.shape.join(", ")}], not ${own.dtype} [${own.shape.join(", ")}]`);
    } else {
      loaded.push(name);
      used.add(key);
      return found;
    }
    return own;
  };
  // What an optimizer keeps of a parameter has a slash in its name, and starts anew.
  const isOfPart = (name: string): boolean => name.startsWith(`${part}.`) && (!name.includes("/") || name.endsWith(average));
  const tensors = [...readSafetensors(await answered(() => model.save()))].map(([name, own]) => stored(name, isOfPart(name) ? fill(name, own) : own));
  if (problems.length > 0) {
    const more = problems.length > 3 ? `; and ${problems.length - 3} more` : "";
    fail("part-refused", { part, why: problems.slice(0, 3).join("; ") + more }, { place, notes: [{ name: "file", text: [...given.keys()].slice(0, 8).join(", ") }] });
  }
  guarded(() => model.load(saveTensors(tensors, {})), place);
  return { part, loaded, ignored: [...given.keys()].filter((name) => !used.has(name)) };
}

function stored(name: string, { dtype, shape, bytes }: FileTensor): StoredTensor {
  // Not `slice`, which for Node's buffers gives a view into the whole file.
  const copy = new Uint8Array(bytes);
  return { name, shape, data: dtype === "F32" ? new Float32Array(copy.buffer) : new Int32Array(copy.buffer) };
}
