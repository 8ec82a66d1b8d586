import type { Span } from "../../base/source.ts";

/** The AST speaks of what the user wrote, with spans; never of shapes that were computed. */
export interface Base {
  readonly span: Span;
}

export interface Identifier extends Base {
  readonly kind: "identifier";
  readonly name: string;
}

export interface Documented extends Base {
  /** The text of the `///` lines above, without the slashes; absent if there are none. */
  readonly doc?: string;
  readonly name: Identifier;
}
