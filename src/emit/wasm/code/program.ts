import { isShared } from "../../../kernel/share.ts";
import type { Loop, Place, Step } from "../../../schedule/plan.ts";
import type { Guarded } from "../../host/guarded.ts";
import { programKey } from "../../host/public.ts";
import type { FunctionBuilder, Local, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writeSize } from "./size.ts";

/** What the steps of a program refer to. */
export interface Program extends Guarded {
  /** The sizes that it is called with. */
  readonly sizes: readonly string[];
  readonly kernel: (step: Step) => Signature;
  /** The global with the address of a buffer. */
  readonly address: (place: Place) => number;
  /** The globals with the number of the thread, and how many there are. */
  readonly team: { readonly part: number; readonly parts: number };
  /** Waits for all threads: () -> nothing. */
  readonly meet: Signature;
}

/**
 * Exports a function over the sizes that runs the steps in order, the same in all threads; what is not shared, the first
 * of them does. It gives 0 if a loss that is not finite has ended it, else 1.
 */
export function writeProgram(module: ModuleBuilder, program: Program): void {
  module.function(programKey(program.program), program.sizes.map(() => "i"), ["i"], true, (b) => {
    const sizes = new Map(program.sizes.map((name, i) => [name, b.parameters[i]!]));
    writeSteps(b, program, program.steps, sizes);
    if (program.guard) {
      b.call(program.meet);
      writeAnyNotFinite(b, program, program.guard.losses);
      b.if(undefined, () => {
        // Whoever looks at the losses last must find them as the first did, who may already be in the next program otherwise.
        b.call(program.meet);
        b.i32(0).return();
      });
      writeSteps(b, program, program.guard.steps, sizes);
    }
    b.call(program.meet);
    b.i32(1);
  });
}

function writeAnyNotFinite(b: FunctionBuilder, program: Program, losses: Guarded["program"]["results"]): void {
  b.i32(0);
  for (const { place } of losses) {
    b.global(program.address(place)).memory("f32.load").op("f32.abs").f32(Infinity).op("f32.lt").op("i32.eqz").op("i32.or");
  }
}

function writeSteps(b: FunctionBuilder, program: Program, steps: readonly (Step | Loop)[], sizes: ReadonlyMap<string, Local>): void {
  const size = (name: string): Local => {
    const local = sizes.get(name);
    if (!local) throw new Error(`program ${program.program.name} has no size ${name}`);
    return local;
  };
  for (const step of steps) {
    if (step.kind === "loop") writeLoop(b, program, step, sizes, size);
    else {
      if (step.meets) b.call(program.meet);
      const shared = isShared(step.kernel);
      const call = (): void => {
        if (shared) b.global(program.team.part).global(program.team.parts);
        for (const name of step.kernel.sizes) b.get(size(name));
        for (const place of step.places) b.global(program.address(place));
        b.call(program.kernel(step));
      };
      if (shared) call();
      else b.global(program.team.part).op("i32.eqz").if(undefined, call);
    }
  }
}

/** Runs at least once: no extent is 0. */
function writeLoop(b: FunctionBuilder, program: Program, loop: Loop, sizes: ReadonlyMap<string, Local>, size: (name: string) => Local): void {
  const [position, turns] = [b.local("i"), b.local("i")];
  writeSize(b, loop.extent, size);
  b.set(turns);
  if (loop.reverse) b.get(turns).i32(1).op("i32.sub");
  else b.i32(0);
  b.set(position);
  b.loop(() => {
    writeSteps(b, program, loop.steps, new Map(sizes).set(loop.index, position));
    b.get(position).i32(loop.reverse ? -1 : 1).op("i32.add").tee(position);
    if (loop.reverse) b.i32(0).op("i32.ge_s");
    else b.get(turns).op("i32.lt_s");
    b.branchIf(0);
  });
  b.release(position, turns);
}
