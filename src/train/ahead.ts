import type { Answer } from "../runtime/model.ts";
import { answered } from "./guarded.ts";

/** How many calls may be under way: enough that a device has the next one when it has finished another. */
const most = 4;

/** Makes calls to a model one after another. One that answers later is given calls ahead of time; results keep their order. */
export class Ahead {
  /** Of the calls that were made so far. Rejects if one of them was refused. */
  private done: Promise<void> = Promise.resolve();

  /**
   * Makes the calls `from` to `to` (exclusive), and yields the number of each once `finish` has taken in its answers.
   * Throws a DiagnosticError for the first call that the model refuses; answers to those behind it are dropped.
   */
  async *through<T>(from: number, to: number, call: (at: number) => readonly Answer<T>[], finish: (answers: readonly T[], at: number) => void): AsyncGenerator<number, void> {
    const waiting: Promise<void>[] = [];
    let later = false;
    for (let next = from, at = from; at < to; at++) {
      while (next < to && (waiting.length === 0 || (later && waiting.length < most))) {
        const answers = call(next);
        later = answers.some((answer) => answer instanceof Promise);
        waiting.push(this.behind(answers, finish, next++));
      }
      await waiting.shift();
      yield at;
    }
  }

  /** Waits until `finish` has run for all calls that were made, so that what the model holds and what is known of it agree. */
  async settled(): Promise<void> {
    await this.done;
  }

  private behind<T>(answers: readonly Answer<T>[], finish: (answers: readonly T[], at: number) => void, at: number): Promise<void> {
    const values = Promise.all(answers.map((answer) => answered(() => answer)));
    const before = this.done;
    const finished = (async () => {
      await before;
      finish(await values, at);
    })();
    // Whoever takes the first refusal does not take those behind it.
    for (const promise of [values, finished]) promise.catch(() => {});
    this.done = finished;
    return finished;
  }
}
