/** How many programs may be on the device at once: enough that it is never without work, and few enough that what they hold is bounded. */
const gpuMostUnderWay = 8;

/** Lets a few programs be on their way at once; those beyond wait here, and run in the order in which they came. */
export class GpuTurns {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  /** Whether a program that comes now has to wait. */
  get isFull(): boolean {
    return this.underWay >= gpuMostUnderWay || this.waiting.length > 0;
  }

  /** Does it now, or behind all that waits. */
  behind(action: () => void): void {
    if (this.waiting.length > 0) this.waiting.push(action);
    else action();
  }

  /** Starts a program now, or as soon as enough others have answered; its answer. */
  run<T>(program: () => Promise<T>): Promise<T> {
    if (!this.isFull) return this.start(program);
    return new Promise((resolve, reject) => {
      this.waiting.push(() => void this.start(program).then(resolve, reject));
    });
  }

  private async start<T>(program: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await program();
    } finally {
      this.underWay -= 1;
      while (this.waiting.length > 0 && this.underWay < gpuMostUnderWay) this.waiting.shift()!();
    }
  }
}
