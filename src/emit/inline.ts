import { runtimePieces } from "../runtime/sources.generated.ts";

/** Collects the runtime pieces that a module uses. */
export class RuntimeUse {
  private readonly used = new Set<string>();

  /** The name of a runtime function or class, which will be part of the module. */
  name(name: string): string {
    const piece = runtimePieces.get(name);
    if (!piece) throw new Error(`src/runtime has no ${name}`);
    if (!this.used.has(name)) {
      this.used.add(name);
      piece.uses.forEach((used) => this.name(used));
    }
    return name;
  }

  /** The texts of the pieces used, in the order of their files. */
  texts(): string[] {
    return [...runtimePieces].filter(([name]) => this.used.has(name)).map(([, piece]) => piece.text);
  }
}

/** Every top-level name that the runtime may bring into a module. */
export const runtimeNames: readonly string[] = [...runtimePieces.keys()];
