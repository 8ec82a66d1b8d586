import { type Nest, type Turns } from "./gathered.ts";

/** What all threads of a workgroup must have come to before they go on. */
export interface Wait {
  /** What others have written to the memory of the workgroup, or to that of the device, is then there. */
  readonly workgroup: boolean;
  readonly storage: boolean;
}

/** What has been read and written since threads waited for each other. */
interface Pending {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

const nothing: Pending = { read: new Set(), written: new Set() };

/** The turns with what has to be waited for before each nest: whatever it reads must be there, and whatever it writes must have been read. */
export function ordered<Work>(turns: Turns<Nest>, kept: ReadonlySet<string>, make: (nest: Nest, wait: Wait) => Work): Turns<Work> {
  const one = (nest: Nest, pending: Pending): { readonly work: Work; readonly end: Pending } => {
    const [read, written] = [false, true].map((isStore) => new Set(nest.accesses.filter((access) => access.isStore === isStore).map(({ buffer }) => buffer))) as [Set<string>, Set<string>];
    const meets = new Set([...[...read].filter((buffer) => pending.written.has(buffer)), ...[...written].filter((buffer) => pending.written.has(buffer) || pending.read.has(buffer))]);
    const wait = { workgroup: [...meets].some((buffer) => kept.has(buffer)), storage: [...meets].some((buffer) => !kept.has(buffer)) };
    const isOpen = (buffer: string): boolean => !(kept.has(buffer) ? wait.workgroup : wait.storage);
    const open = ({ read: r, written: w }: Pending): Pending => ({ read: new Set([...r].filter(isOpen)), written: new Set([...w].filter(isOpen)) });
    return { work: make(nest, wait), end: union(open(pending), { read, written }) };
  };
  const loop = (part: Turns<Nest>, before: Pending): { readonly work: Turns<Work>; readonly end: Pending } => {
    let start = before;
    for (;;) {
      let end = start;
      const inside = part.inside.map((inner) => {
        const made = "inside" in inner ? loop(inner, end) : one(inner, end);
        end = made.end;
        return made.work;
      });
      // A turn begins where the last one has ended, too.
      const next = union(start, end);
      if (next.read.size === start.read.size && next.written.size === start.written.size) return { work: { ...part, inside }, end };
      start = next;
    }
  };
  return loop(turns, nothing).work;
}

function union(a: Pending, b: Pending): Pending {
  return { read: new Set([...a.read, ...b.read]), written: new Set([...a.written, ...b.written]) };
}
