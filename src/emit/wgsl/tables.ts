import type { Kernel, Statement } from "../../kernel/kernel.ts";
import { withoutCancellation } from "../../kernel/approximation/cancellation.ts";
import { bodyOf, expressionsOf, walk } from "../../kernel/visit.ts";
import type { Place, Step } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { blockOf } from "../host/memory.ts";
import { bindingsOf, type BoundBuffer } from "./bindings.ts";
import { guardCode } from "./guard.ts";
import { type Conventions, shaderOf } from "./shader.ts";
import { joined } from "./sharing/joined.ts";
import type { Dispatch, Part } from "./sharing/sharing.ts";
import { groupsOf, type Stage, stagesOf, threadsOf } from "./stage.ts";

/** A row of the table of kernels. */
export interface KernelRow {
  readonly name: string;
  readonly code: string;
  readonly functions: ReadonlyMap<string, string>;
  readonly buffers: string;
  readonly sizes: boolean;
  readonly positions: readonly string[];
  readonly guarded: boolean;
  readonly doc?: Kernel["doc"];
}

/** A place where a kernel is run. */
export interface CallRow {
  readonly kernel: KernelRow;
  readonly number: number;
  readonly blocks: readonly string[];
  /** In how many workgroups. */
  readonly count: Size;
}

/** The names that the guard and the pool have among the blocks: no storage has a space in its name. */
export const guardBlock = "the guard";
export const poolBlock = "the pool";

/** A stage of a step, and the blocks that its buffers are. */
export interface BoundStage {
  readonly stage: Stage;
  readonly buffers: readonly BoundBuffer[];
}

/** The stages of a step. */
export function stagesOfStep({ kernel, places }: Step): readonly BoundStage[] {
  return stagesOf(withoutCancellation(kernel.body)).map((stage) => {
    const touched = buffersOf(stage.body);
    const buffers = kernel.buffers.flatMap(({ name, dtype, access }, i) => (touched.has(name) ? [{ name, dtype, access, block: blockOf(places[i]!) }] : []));
    return { stage, buffers };
  });
}

/** Shaders and the places where they run, each once. */
export class Tables {
  readonly kernels: KernelRow[] = [];
  readonly calls: CallRow[] = [];
  private readonly byCode = new Map<string, KernelRow>();
  private readonly byPlaces = new Map<string, CallRow>();
  private readonly conventions: Conventions;

  constructor(conventions: Conventions) {
    this.conventions = conventions;
  }

  /** What runs stages together. */
  dispatch({ parts }: Dispatch, guarded: boolean): CallRow {
    const { buffers: bound, names } = joined(parts);
    const bindings = bindingsOf(bound, new Set(this.conventions.pool));
    const code = shaderOf(parts.map(({ stage }, i) => ({ stage, buffer: (name) => names[i]!.get(name) ?? name })), bindings, guarded, this.conventions);
    const buffers = bindings.map(({ access }) => (access === "read" ? "r" : "w")).join("");
    const row = this.kernel({ ...labelOf(parts), ...code, buffers, guarded });
    const threads = threadsOf(parts.map(({ stage }) => stage))!;
    return this.call(row, bindings.map(({ block }) => block ?? poolBlock), parts.reduce((sum, { stage }) => sum.add(groupsOf(stage, threads)), Size.of(0)));
  }

  /** What checks a loss. */
  check(loss: Place): CallRow {
    const row = this.kernel({ name: "guard", code: guardCode, functions: new Map(), buffers: "rw", sizes: false, positions: [], guarded: false });
    return this.call(row, [blockOf(loss), guardBlock], Size.of(1));
  }

  private kernel(row: KernelRow): KernelRow {
    const known = this.byCode.get(row.code);
    if (known) return known;
    this.byCode.set(row.code, row);
    this.kernels.push(row);
    return row;
  }

  private call(kernel: KernelRow, blocks: readonly string[], count: Size): CallRow {
    const key = JSON.stringify([this.kernels.indexOf(kernel), ...blocks]);
    const known = this.byPlaces.get(key);
    if (known) return known;
    const row = { kernel, blocks, count, number: this.calls.length };
    this.byPlaces.set(key, row);
    this.calls.push(row);
    return row;
  }
}

/** What several are called, and all that stands above them. */
function labelOf(parts: Dispatch["parts"]): Pick<KernelRow, "name" | "doc"> {
  const [{ name }, ...others] = parts.map(({ label }) => label) as [Part["label"], ...Part["label"][]];
  const all = (lines: (doc: Kernel["doc"]) => readonly string[]): readonly string[] => [...new Set(parts.flatMap(({ label }) => lines(label.doc)))];
  return { name: others.length === 0 ? name : `${name}_and_${others.length}_more`, doc: { source: all(({ source }) => source), equations: all(({ equations }) => equations) } };
}

function buffersOf(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (s: Statement): void => {
    if (s.kind === "store") names.add(s.buffer);
    for (const e of expressionsOf(s)) walk(e, (part) => void (part.kind === "load" && names.add(part.buffer)));
    bodyOf(s).forEach(visit);
  };
  body.forEach(visit);
  return names;
}
