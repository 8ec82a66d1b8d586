import { unzipSync } from "fflate";
import { fail } from "../diagnostics/report.ts";
import { stringsOf } from "../formats/format.ts";
import { npy } from "./npy.ts";
import type { FileReader } from "./reader.ts";
import { sideBySide } from "./side-by-side.ts";
import type { DataFile } from "./table.ts";

/** NumPy's archive (`np.savez`, `np.savez_compressed`): arrays of one length, side by side; those that `arrays` names, or all. */
export const npz: FileReader = {
  read(file, options) {
    if (file.bytes.length === 0) fail("data-empty", {}, { place: file.name });
    const members = arraysOf(file);
    const names = options["arrays"] === undefined ? [...members.keys()] : stringsOf(options["arrays"]);
    if (names.length === 0) fail("data-empty", {}, { place: file.name });
    const tables = names.map((name) => {
      const bytes = members.get(name);
      if (!bytes) return fail("data-missing-array", { array: name }, { place: file.name, help: `the archive holds ${[...members.keys()].join(", ") || "no arrays"}` });
      return npy.read({ name: `${file.name}/${name}`, bytes }, {});
    });
    return sideBySide(tables);
  },
};

/** What is in the archive, by the names that `np.savez` was given: those of the files without `.npy`. */
function arraysOf({ name, bytes }: DataFile): ReadonlyMap<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: (entry) => entry.name.endsWith(".npy") })).map(([entry, array]) => [entry.slice(0, -".npy".length), array]));
  } catch (error) {
    return fail("data-bad-archive", { why: error instanceof Error ? error.message : String(error) }, { place: name });
  }
}
