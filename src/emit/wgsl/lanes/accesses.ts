import type { Expression, Statement } from "../../../kernel/kernel.ts";
import { walk, walkBody, walkStatements } from "../../../kernel/visit.ts";
import { isWide, type Lanes } from "./lanes.ts";

/** How the buffers of a shader are reached, which decides whether they are bound as vectors. */
export interface Accesses {
  /** Buffers of which four elements are read or written at once somewhere. */
  readonly wide: ReadonlySet<string>;
  /** Those of which single elements are written: neighbours may be another thread's, and to write a part of a vector may touch all of it. */
  readonly parted: ReadonlySet<string>;
}

export function bodyAccesses(body: readonly Statement[], lanes: Lanes | undefined): Accesses {
  const [wide, parted] = [new Set<string>(), new Set<string>()];
  const isVector = (index: Expression): boolean => lanes !== undefined && isWide(index, lanes);
  walkStatements(body, (s) => void (s.kind === "store" && (isVector(s.index) ? wide : parted).add(s.buffer)));
  walkBody(body, (e) => void (e.kind === "load" && isVector(e.index) && wide.add(e.buffer)));
  return { wide, parted };
}

/** What an expression reads. */
export function expressionAccesses(expression: Expression, lanes: Lanes | undefined): Accesses {
  const wide = new Set<string>();
  walk(expression, (e) => void (e.kind === "load" && lanes !== undefined && isWide(e.index, lanes) && wide.add(e.buffer)));
  return { wide, parted: new Set() };
}

/** The same under other names. */
export function renamedAccesses({ wide, parted }: Accesses, name: (buffer: string) => string): Accesses {
  return { wide: new Set([...wide].map(name)), parted: new Set([...parted].map(name)) };
}

export function allAccesses(parts: readonly Accesses[]): Accesses {
  return { wide: new Set(parts.flatMap(({ wide }) => [...wide])), parted: new Set(parts.flatMap(({ parted }) => [...parted])) };
}
