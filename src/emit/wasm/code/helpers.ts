import type { Intrinsic } from "../../../kernel/kernel.ts";
import type { FunctionBuilder, Signature } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { ValueType } from "../assembler/opcodes.ts";
import { writeFloorDivision, writeFloorRemainder } from "./division.ts";
import { writeFirstTurn, writeMeet } from "./threads.ts";

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

  /** (turns, part, parts) -> the first of so many turns that is this part's. */
  get firstTurn(): Signature {
    return this.once("first_turn", () => this.module.function("first_turn", ["i", "i", "i"], ["i"], false, writeFirstTurn));
  }

  /** () -> when all threads have come so far, or one was lost. */
  get meet(): Signature {
    return this.once("meet", () => writeMeet(this.module));
  }

  /** A long approximation as a function: of scalars, or of four lanes each. */
  approximation(intrinsic: Intrinsic, types: readonly ValueType[], result: ValueType, write: (b: FunctionBuilder) => void): Signature {
    const name = `${intrinsic}_${types.join("")}`;
    return this.once(name, () => this.module.function(name, types, [result], false, write));
  }

  private once(name: string, write: () => Signature): Signature {
    const known = this.written.get(name);
    if (known) return known;
    const signature = write();
    this.written.set(name, signature);
    return signature;
  }
}
