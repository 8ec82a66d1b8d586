import { text, unsigned, vector } from "./bytes.ts";
import { FunctionBuilder, type Signature } from "./function.ts";
import { typeCodes, type ValueType } from "./opcodes.ts";

/** A binary module, in which multiplications and the additions behind them may become one fused instruction each (`fusible`). */
export interface Binary {
  readonly bytes: Uint8Array;
  /** The place of the byte that says whether the memory is shared between threads: 1 if not, 3 if so. */
  readonly sharing: number;
}

/** Collects functions and globals. It imports the memory as `m.m`, and its i32 globals as `g.0`, `g.1`, …, or as settings under their names: `s.part`. */
export class ModuleBuilder {
  private readonly functions: { readonly builder: FunctionBuilder; readonly exported: boolean }[] = [];
  private readonly globals: string[] = [];
  private readonly settings = new Set<string>();

  /** The number of an imported global. */
  global(name: string): number {
    const known = this.globals.indexOf(name);
    return known >= 0 ? known : this.globals.push(name) - 1;
  }

  /** The number of a global that is imported under its own name. */
  setting(name: string): number {
    this.settings.add(name);
    return this.global(name);
  }

  /** The names of the globals that are no settings, in the order in which they are imported. */
  private get globalNames(): readonly string[] {
    return this.globals.filter((name) => !this.settings.has(name));
  }

  /** A function that earlier and later ones may call; it is exported under its name if `exported`. */
  function(name: string, parameters: readonly ValueType[], results: readonly ValueType[], exported: boolean, write: (builder: FunctionBuilder) => void): Signature {
    const builder = new FunctionBuilder(name, parameters, results);
    const index = this.functions.push({ builder, exported }) - 1;
    write(builder);
    return { index, parameters, results };
  }

  /** `named` says what the functions are called, to profilers and in stack traces. */
  finish(named = false): Binary {
    const types = new Map<string, number>();
    const typeOf = ({ parameters, results }: FunctionBuilder): number => {
      const key = `${parameters.map((p) => p.type).join("")}:${results.join("")}`;
      const known = types.get(key) ?? types.size;
      types.set(key, known);
      return known;
    };
    const indices = this.functions.map(({ builder }) => unsigned(typeOf(builder)));
    const encoded = [...types.keys()].map((key) => {
      const [parameters = "", results = ""] = key.split(":");
      const codes = (list: string): number[] => vector([...list].map((type) => [typeCodes[type as ValueType]]));
      return [0x60, ...codes(parameters), ...codes(results)];
    });
    const plain = this.globalNames;
    // Shared memory must say how large it can be. Said of other memory, too, it is one byte that makes the difference.
    const memory = [...text("m"), ...text("m"), 2, 1];
    const imports = [
      [...memory, ...unsigned(0), ...unsigned(65536)],
      ...this.globals.map((name) => [...(this.settings.has(name) ? [...text("s"), ...text(name)] : [...text("g"), ...text(String(plain.indexOf(name)))]), 3, typeCodes.i, 0]),
    ];
    const exports = this.functions.flatMap(({ builder, exported }, i) => (exported ? [[...text(builder.name), 0, ...unsigned(i)]] : []));
    const bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const put = (more: readonly number[]): void => {
      for (const byte of more) bytes.push(byte);
    };
    const section = (id: number, content: readonly number[]): void => put([id, ...unsigned(content.length), ...content]);
    section(1, vector(encoded));
    section(2, vector(imports));
    const sharing = bytes.length - vector(imports).length + unsigned(imports.length).length + memory.length - 1;
    section(3, vector(indices));
    section(7, vector(exports));
    const bodies = this.functions.map(({ builder }) => builder.finish());
    const length = bodies.reduce((sum, body) => sum + unsigned(body.length).length + body.length, unsigned(bodies.length).length);
    put([10, ...unsigned(length), ...unsigned(bodies.length)]);
    for (const body of bodies) {
      put(unsigned(body.length));
      put(body);
    }
    if (named) {
      const names = vector(this.functions.map(({ builder }, i) => [...unsigned(i), ...text(builder.name)]));
      section(0, [...text("name"), 1, ...unsigned(names.length), ...names]);
    }
    return { bytes: new Uint8Array(bytes), sharing };
  }
}

