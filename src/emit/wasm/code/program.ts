import type { Loop, Step } from "../../../schedule/plan.ts";
import type { FunctionBuilder, Local, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writeSize } from "./size.ts";

/** What the steps of a program refer to. */
export interface Program {
  readonly name: string;
  readonly steps: readonly (Step | Loop)[];
  /** The sizes that it is called with. */
  readonly sizes: readonly string[];
  readonly kernel: (step: Step) => Signature;
  /** The globals with the addresses of a step's buffers. */
  readonly addresses: (step: Step) => readonly number[];
}

/** Exports a function over the sizes that runs the steps in order. */
export function writeProgram(module: ModuleBuilder, program: Program): void {
  module.function(program.name, program.sizes.map(() => "i"), [], true, (b) => {
    writeSteps(b, program, program.steps, new Map(program.sizes.map((name, i) => [name, b.parameters[i]!])));
  });
}

function writeSteps(b: FunctionBuilder, program: Program, steps: readonly (Step | Loop)[], sizes: ReadonlyMap<string, Local>): void {
  const size = (name: string): Local => {
    const local = sizes.get(name);
    if (!local) throw new Error(`program ${program.name} has no size ${name}`);
    return local;
  };
  for (const step of steps) {
    if (step.kind === "loop") writeLoop(b, program, step, sizes, size);
    else {
      for (const name of step.kernel.sizes) b.get(size(name));
      for (const address of program.addresses(step)) b.global(address);
      b.call(program.kernel(step));
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
