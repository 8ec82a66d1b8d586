import type { Kernel, Statement } from "../../kernel/kernel.ts";
import { withoutCancellation } from "../../kernel/approximation/cancellation.ts";
import { bodyOf, expressionsOf, walk } from "../../kernel/visit.ts";
import type { Place, Step } from "../../schedule/plan.ts";
import { Size } from "../../types/size.ts";
import { blockOf } from "../host/memory.ts";
import { bindingsOf, type BoundBuffer } from "./bindings.ts";
import { guardCode } from "./guard.ts";
import { type Conventions, groupSize, shaderOf } from "./shader.ts";
import { placesOf, type Stage, stagesOf } from "./stage.ts";

/** A row of the table of kernels. */
export interface KernelRow {
  readonly name: string;
  readonly code: string;
  readonly functions: ReadonlyMap<string, string>;
  readonly group: number;
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
  /** How often, in what its kernel counts. */
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

  /** What runs a stage of a kernel, or of several that have one name together. */
  stage({ name, doc }: Pick<Kernel, "name" | "doc">, { stage, buffers: bound }: BoundStage, guarded: boolean): CallRow {
    const bindings = bindingsOf(bound, new Set(this.conventions.pool));
    const { code, functions, sizes, positions } = shaderOf(stage, bindings, guarded, this.conventions);
    const buffers = bindings.map(({ access }) => (access === "read" ? "r" : "w")).join("");
    const row = this.kernel({ name, code, functions, group: stage.grid.length === 0 || stage.team || stage.tile || stage.scan ? 1 : groupSize, buffers, sizes, positions, guarded, doc });
    return this.call(row, bindings.map(({ block }) => block ?? poolBlock), placesOf(stage));
  }

  /** What checks a loss. */
  check(loss: Place): CallRow {
    const row = this.kernel({ name: "guard", code: guardCode, functions: new Map(), group: 1, buffers: "rw", sizes: false, positions: [], guarded: false });
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
