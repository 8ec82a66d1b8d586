import { ModelError } from "./error.ts";
import { gpuMemory, gpuPositions, type GpuBlock, type GpuMemory } from "./gpu-buffers.ts";
import { gpuDevice, refuseTooLarge } from "./gpu-device.ts";
import { gpuCalls, gpuUniform, type GpuReady, type GpuUniforms } from "./gpu-pipelines.ts";
import { GpuReadback, type GpuSource } from "./gpu-readback.ts";
import { GpuTurns } from "./gpu-turns.ts";
import type { GpuBuffer, GpuDevice, GpuPass, GpuProvider } from "./gpu-types.ts";
import { gpuPoolOffsets, type GpuTables } from "./gpu-tables.ts";
import { gpuWatched } from "./gpu-watch.ts";

/** A stretch of a block: its number and a length in elements. */
export type GpuResult = readonly [block: number, length: number];

/** Makes a model's memory and pipelines, on a device of its own or on one that is given. Throws a ModelError where that cannot be. */
export async function startGpu(provider: GpuProvider | undefined, shared: GpuDevice | undefined, tables: GpuTables): Promise<GpuModel> {
  if (shared) refuseTooLarge(shared.limits, tables);
  const device = shared ?? (await gpuDevice(provider, tables));
  const memory = await gpuMemory(device, tables);
  const uniforms = { sizes: gpuUniform(device, "sizes", (tables.sizes + tables.pool.length) * 4), positions: gpuPositions(device, tables.positions), guard: gpuUniform(device, "guard", 4) };
  return new GpuModel(device, shared === undefined ? provider : undefined, shared !== undefined, tables, memory, uniforms, await gpuCalls(device, tables, memory, uniforms));
}

/** A part of a program: something to write before it runs, or a kernel for the pass. */
type GpuAction = (pass: GpuPass) => void;

/**
 * A model on a graphics processor. Between `begin` and `end` a program is noted down; `end` encodes and submits it, and its
 * results come later. A few programs are submitted at once; those beyond are submitted when others have answered, with what was
 * to be written when they were noted down. Programs run in their order, and everything that is written is seen by those after it.
 */
export class GpuModel {
  /** What gave the device: Dawn for Node crashes where it is collected before the device. */
  readonly provider: GpuProvider | undefined;
  private readonly device: GpuDevice;
  /** Whether the device belongs to others, too. */
  private readonly shared: boolean;
  private readonly name: string;
  private readonly blocks: readonly GpuBlock[];
  private readonly uniforms: GpuUniforms;
  private readonly calls: readonly GpuReady[];
  private readonly readback: GpuReadback;
  private readonly written = new Map<string, string>();
  private readonly turns = new GpuTurns();
  /** The program that is noted down now. */
  private noted: GpuAction[] | undefined;
  private over: ModelError | undefined;
  /** How often training went back to before a step; steps that were under way then count for nothing. */
  private returns = 0;

  constructor(device: GpuDevice, provider: GpuProvider | undefined, shared: boolean, tables: GpuTables, { blocks }: GpuMemory, uniforms: GpuUniforms, calls: readonly GpuReady[]) {
    const { model, pool, sizes } = tables;
    this.provider = provider;
    this.device = device;
    this.shared = shared;
    this.name = model;
    this.blocks = blocks;
    this.uniforms = uniforms;
    this.calls = calls;
    this.readback = new GpuReadback(device, model);
    this.renew();
    const offsets = gpuPoolOffsets(tables);
    if (pool.length > 0) device.queue.writeBuffer(uniforms.sizes, sizes * 4, new Int32Array(pool.map((block) => offsets.get(block)! / 4)));
    void device.lost.then(({ message }) => {
      this.over ??= new ModelError("gpu-lost", `the graphics processor is gone, and ${model} with it (${message}): create the model again and load the last save`);
    });
  }

  /** Starts a program for these sizes. Throws a ModelError if the device is gone, or the model closed. */
  begin(sizes: readonly number[]): void {
    if (this.over) throw this.over;
    this.noted = [];
    this.writeFew("sizes", this.uniforms.sizes, 0, sizes);
  }

  /** The first elements of a block, before the program runs. */
  write(block: number, data: Float32Array | Int32Array, length = data.length): void {
    const { buffer, offset } = this.blocks[block]!;
    // Who waits keeps what was given: the view is written again by the next call.
    this.writeTo(buffer, offset, this.turns.isFull ? data.slice(0, length) : data, length);
  }

  /** A block of one whole number, which is written only if it is not the one that is there. */
  writeClock(block: number, value: number): void {
    const { buffer, offset } = this.blocks[block]!;
    this.writeFew(`block ${block}`, buffer, offset, [value]);
  }

  /** Notes what a program has made of a clock. */
  noteClock(block: number, value: number): void {
    this.written.set(`block ${block}`, String(value));
  }

  /** Runs a call in so many workgroups, at the positions of the loops around it. */
  run(call: number, groups: number, ...positions: number[]): void {
    const { pipeline, bindings } = this.calls[call]!;
    const offsets = positions.map((position) => position * 256);
    this.noted!.push((pass) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings, offsets);
      if (groups <= 65535) pass.dispatchWorkgroups(groups);
      else pass.dispatchWorkgroups(65535, Math.ceil(groups / 65535));
    });
  }

  /**
   * Submits the program, as soon as there is room for it; the bytes of these stretches as they are then. Rejects with a
   * ModelError if the device refuses the program, has no memory for it, or is gone.
   */
  end(...results: readonly GpuResult[]): Promise<ArrayBuffer[]> {
    const actions = this.noted!;
    this.noted = undefined;
    return this.turns.run(async () => {
      if (this.over) throw this.over;
      const { value, refusal } = gpuWatched(this.device, this.name, () => this.submit(actions, results));
      const [answer, refused] = await Promise.allSettled([value, refusal]);
      if (this.over && answer.status === "rejected") throw this.over;
      if (refused.status === "fulfilled" && refused.value) {
        // What it was to write is not there, and its buffers may be what was refused.
        this.written.clear();
        this.readback.forget();
        throw refused.value;
      }
      if (answer.status === "rejected") throw answer.reason;
      return answer.value;
    });
  }

  private submit(actions: readonly GpuAction[], results: readonly GpuResult[]): Promise<ArrayBuffer[]> {
    const encoder = this.device.createCommandEncoder({ label: this.name });
    const pass = encoder.beginComputePass();
    for (const action of actions) action(pass);
    pass.end();
    const answer = this.readback.encode(encoder, results.map(([block, length]): GpuSource => ({ ...(this.blocks[block] ?? { buffer: this.uniforms.guard, offset: 0 }), length })));
    this.device.queue.submit([encoder.finish()]);
    return answer();
  }

  /**
   * Ends a training step that changed nothing if a loss was not finite, in it or in one before it that is still under
   * way; then `step` goes back to what it was before the first of them, and training can go on. A step that is refused does
   * not count, unless others were taken behind it.
   */
  async endGuarded(step: Int32Array, ...results: readonly GpuResult[]): Promise<{ readonly results: ArrayBuffer[]; readonly taken: boolean }> {
    const [before, returns] = [step[0]! - 1, this.returns];
    const bytes = await this.end(...results, [-1, 1]).catch((error: unknown) => {
      if (step[0] === before + 1) step[0] = before;
      throw error;
    });
    const taken = new Int32Array(bytes.pop()!)[0] === 1;
    if (!taken && returns === this.returns) {
      step[0] = before;
      this.renew();
    }
    return { results: bytes, taken };
  }

  /** Forgets losses that were not finite: what is submitted from now on counts again. */
  renew(): void {
    this.returns += 1;
    this.written.clear();
    this.writeTo(this.uniforms.guard, 0, new Int32Array([1]));
  }

  /** Gives back all memory; nothing can be run any more. A device of its own goes, too. */
  close(): void {
    this.over ??= new ModelError("closed", "the model was closed: create it again, and load its last save");
    for (const buffer of new Set([...this.blocks.map((block) => block.buffer), ...Object.values(this.uniforms)])) buffer.destroy();
    this.readback.forget();
    if (!this.shared) this.device.destroy();
  }

  /** Copies whole blocks to here; the step that they belong to. */
  async fetch(step: Int32Array, ...blocks: readonly (readonly [block: number, to: Float32Array | Int32Array])[]): Promise<Int32Array> {
    const [begun, returns] = [step.slice(), this.returns];
    this.begin([]);
    const bytes = await this.end(...blocks.map(([block, to]): GpuResult => [block, to.length]));
    for (const [i, [, to]] of blocks.entries()) to.set(to instanceof Float32Array ? new Float32Array(bytes[i]!) : new Int32Array(bytes[i]!));
    return returns === this.returns ? begun : step.slice();
  }

  private writeFew(name: string, buffer: GpuBuffer, offset: number, values: readonly number[]): void {
    const text = values.join();
    if (values.length === 0 || this.written.get(name) === text) return;
    this.writeTo(buffer, offset, new Int32Array(values));
    this.written.set(name, text);
  }

  private writeTo(buffer: GpuBuffer, offset: number, data: Float32Array | Int32Array, length = data.length): void {
    // No ring of staging buffers: Dawn has one behind this, and takes 13 microseconds for 200 KB where mapped buffers took 24
    // (SwiftShader); what it holds is bounded as no more than a few programs are under way.
    const action = (): void => {
      if (!this.over) this.device.queue.writeBuffer(buffer, offset, data, 0, length);
    };
    if (this.noted) this.noted.push(action);
    else this.turns.behind(action);
  }
}
