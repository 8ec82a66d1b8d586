/** The AST speaks of what the user wrote, with spans; never of shapes that were computed. */
export type * from "./ast/base.ts";
export type * from "./ast/declaration.ts";
export type * from "./ast/expression.ts";
export type * from "./ast/statement.ts";
