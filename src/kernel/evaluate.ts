import type { Size } from "../types/size.ts";
import { compileExpression } from "./evaluate-expression.ts";
import type { Kernel, Statement } from "./kernel.ts";
import { alone, firstTurn, type Team } from "./share.ts";

/** Buffers by parameter name; ints and bools are stored as numbers too. */
export type Buffers = Readonly<Record<string, Float64Array>>;
export type Sizes = Readonly<Record<string, number>>;

/** Runs a kernel in f64, in place, or one thread's part of it. Throws a RangeError with the kernel's name for an access outside of a buffer. */
export function evaluate(kernel: Kernel, buffers: Buffers, sizes: Sizes, team: Team = alone): void {
  const scope = new Scope(kernel, buffers, sizes, team);
  block(kernel.body, scope)();
}

type Run = () => void;

/** What names mean while a kernel is turned into closures. Locals live in one array, at a place of their own. */
export class Scope {
  readonly values: Float64Array;
  private readonly places = new Map<string, number>();
  private readonly kernel: Kernel;
  private readonly memory = new Map<string, { readonly data: Float64Array; readonly length: number }>();
  private readonly sizes: Sizes;
  readonly team: Team;

  constructor(kernel: Kernel, buffers: Buffers, sizes: Sizes, team = alone) {
    this.kernel = kernel;
    this.team = team;
    this.sizes = sizes;
    this.values = new Float64Array(countNames(kernel.body));
    for (const { name, length } of kernel.buffers) {
      const data = Object.hasOwn(buffers, name) ? buffers[name] : undefined;
      const needed = this.size(length);
      if (!data || data.length < needed) throw new RangeError(`${kernel.name}: the buffer ${name} holds ${data?.length ?? 0} of ${needed} elements`);
      this.memory.set(name, { data, length: needed });
    }
  }

  size(size: Size): number {
    return size.evaluate(this.sizes);
  }

  place(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    this.places.set(name, this.places.size);
    return this.places.size - 1;
  }

  /** A buffer, and a check of an index into it. */
  buffer(name: string): { readonly data: Float64Array; readonly check: (index: number) => number } {
    const found = this.memory.get(name);
    if (!found) throw new Error(`${this.kernel.name}: no buffer is called ${name}`);
    const { data, length } = found;
    const check = (index: number): number => {
      if (index >= 0 && index < length && Number.isInteger(index)) return index;
      throw new RangeError(`${this.kernel.name}: ${name}[${index}] is outside of its ${length} elements`);
    };
    return { data, check };
  }
}

function countNames(body: readonly Statement[]): number {
  const names = new Set<string>();
  const visit = (statement: Statement): void => {
    if (statement.kind === "for") names.add(statement.index);
    if (statement.kind === "let" || statement.kind === "var") names.add(statement.name);
    if (statement.kind === "for") statement.body.forEach(visit);
    if (statement.kind === "if") statement.then.forEach(visit);
  };
  body.forEach(visit);
  return names.size;
}

function block(body: readonly Statement[], scope: Scope): Run {
  const runs = body.map((s) => compileStatement(s, scope));
  if (runs.length === 1) return runs[0]!;
  return () => {
    for (const run of runs) run();
  };
}

function compileStatement(statement: Statement, scope: Scope): Run {
  const { values } = scope;
  switch (statement.kind) {
    case "for": {
      const place = scope.place(statement.index);
      const [from, to] = [compileExpression(statement.from, scope), compileExpression(statement.to, scope)];
      const body = block(statement.body, scope);
      const shared = statement.shared === true;
      return () => {
        const [start, stop] = [from(), to()];
        const { part, parts } = scope.team;
        const turns = Math.max(0, stop - start);
        const end = shared ? start + firstTurn(turns, { part: part + 1, parts }) : stop;
        for (let i = shared ? start + firstTurn(turns, scope.team) : start; i < end; i++) {
          values[place] = i;
          body();
        }
      };
    }
    case "let":
    case "var":
    case "assign": {
      const place = scope.place(statement.name);
      const value = compileExpression(statement.value, scope);
      return () => {
        values[place] = value();
      };
    }
    case "store": {
      const { data, check } = scope.buffer(statement.buffer);
      const [index, value] = [compileExpression(statement.index, scope), compileExpression(statement.value, scope)];
      return () => {
        data[check(index())] = value();
      };
    }
    case "if": {
      const condition = compileExpression(statement.condition, scope);
      const then = block(statement.then, scope);
      return () => {
        if (condition()) then();
      };
    }
  }
}
