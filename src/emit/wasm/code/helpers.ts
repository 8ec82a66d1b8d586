import type { Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import { writeFloorDivision, writeFloorRemainder } from "./division.ts";
import { writeRandomNormal, writeRandomUniform } from "./random.ts";

/** Functions that kernels call, each written when the first kernel asks for it. */
export class Helpers {
  private readonly module: ModuleBuilder;
  private readonly written = new Map<string, Signature>();

  constructor(module: ModuleBuilder) {
    this.module = module;
  }

  /** (a, b) -> the quotient, rounded to minus infinity. */
  get floorDivision(): Signature {
    return this.once("floor_div", () => this.module.function("floor_div", ["i", "i"], ["i"], false, writeFloorDivision));
  }

  /** (a, b) -> the remainder of that division. */
  get floorRemainder(): Signature {
    return this.once("floor_mod", () => this.module.function("floor_mod", ["i", "i"], ["i"], false, writeFloorRemainder));
  }

  /** (seed, step, site, index) -> f32 in [0, 1). */
  get randomUniform(): Signature {
    return this.once("random_uniform", () => this.module.function("random_uniform", ["i", "i", "i", "i"], ["f"], false, writeRandomUniform));
  }

  /** (seed, step, site, index) -> f32, standard normal. */
  get randomNormal(): Signature {
    return this.once("random_normal", () => this.module.function("random_normal", ["i", "i", "i", "i"], ["f"], false, (b) => writeRandomNormal(b, this)));
  }

  private once(name: string, write: () => Signature): Signature {
    const known = this.written.get(name);
    if (known) return known;
    const signature = write();
    this.written.set(name, signature);
    return signature;
  }
}
