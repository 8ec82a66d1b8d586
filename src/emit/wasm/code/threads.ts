import { type ThreadSettings, threadWords } from "../../../runtime/threads.ts";
import type { FunctionBuilder, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";

/** How often a thread looks before it sleeps: some tens of microseconds, which is what it takes to fall asleep and wake up. */
const looks = 2 ** 14;

/** A nap of the thread that may lose its patience, in nanoseconds. */
const nap = 1_000_000_000n;

/** The global with something that each thread is told when the binary starts. */
export function setting(module: ModuleBuilder, name: keyof ThreadSettings): number {
  return module.setting(name);
}

const at = (word: keyof typeof threadWords): number => threadWords[word] * 4;

/**
 * Ends when all threads have come so far, or one was lost: from then on nobody waits, and what is computed means nothing.
 * The last one to come starts the next turn, which the others see; those that have gone to sleep meanwhile it wakes up.
 */
export function writeMeet(module: ModuleBuilder): Signature {
  const told = (name: keyof ThreadSettings): number => setting(module, name);
  return module.function("meet", [], [], false, (b) => {
    b.global(told("parts")).i32(2).op("i32.lt_s").if(undefined, () => void b.return());
    load(b, "lost").if(undefined, () => void b.return());
    const [turn, count] = [b.local("i"), b.local("i")];
    load(b, "met").set(turn);
    add(b, "arrived", 1).i32(1).op("i32.add").global(told("parts")).op("i32.eq");
    b.if(
      undefined,
      () => {
        b.i32(0).i32(0).memory("i32.atomic.store", at("arrived"));
        writeRelease(b);
      },
      () => {
        const patience = b.local("i");
        b.global(told("patience")).set(patience);
        const waits = (): FunctionBuilder => load(b, "met").get(turn).op("i32.eq");
        b.loop(() => {
          b.i32(looks).set(count);
          b.loop(() => void waits().get(count).i32(1).op("i32.sub").tee(count).i32(0).op("i32.gt_s").op("i32.and").branchIf(0));
          waits().if(undefined, () => {
            b.global(told("sleeps")).if(undefined, () => {
              add(b, "asleep", 1).drop();
              b.i32(0).get(turn);
              b.global(told("patience")).if("l", () => void b.i64(nap), () => void b.i64(-1n));
              b.memory("memory.atomic.wait32", at("met")).drop();
              add(b, "asleep", -1).drop();
            });
            b.global(told("patience")).if(undefined, () => {
              b.get(patience).i32(1).op("i32.sub").tee(patience).op("i32.eqz");
              b.if(undefined, () => {
                b.i32(0).i32(1).memory("i32.atomic.store", at("lost"));
                writeRelease(b);
              });
            });
          });
          waits().branchIf(0);
        });
      },
    );
  });
}

/** Starts the next turn. Who sleeps has said so before it looked for the last time, so nobody sleeps through it. */
function writeRelease(b: FunctionBuilder): void {
  add(b, "met", 1).drop();
  load(b, "asleep").if(undefined, () => void b.i32(0).i32(-1).memory("memory.atomic.notify", at("met")).drop());
}

function load(b: FunctionBuilder, word: keyof typeof threadWords): FunctionBuilder {
  return b.i32(0).memory("i32.atomic.load", at(word));
}

/** Adds to a word; leaves what it was before. */
function add(b: FunctionBuilder, word: keyof typeof threadWords, value: number): FunctionBuilder {
  return b.i32(0).i32(value).memory("i32.atomic.rmw.add", at(word));
}

/** (turns, part, parts) -> the first of so many turns that is this part's, as `firstTurn` has it. */
export function writeFirstTurn(b: FunctionBuilder): void {
  const [turns, part, parts] = [b.parameters[0]!, b.parameters[1]!, b.parameters[2]!];
  const least = b.local("i");
  b.get(turns).get(parts).op("i32.div_s").tee(least).get(part).op("i32.mul");
  b.get(turns).get(least).get(parts).op("i32.mul").op("i32.sub").get(part).op("i32.mul").get(parts).op("i32.div_s").op("i32.add");
}
