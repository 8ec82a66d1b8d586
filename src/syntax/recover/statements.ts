import type { SyntaxError } from "../../../grammar/parser.ts";
import { endOf, type Token } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";

/** Where each statement begins and ends, and which is the innermost one at each token. */
export interface Statements {
  /** The number of the innermost statement at an offset of the text. */
  at(offset: number): number;
  /** The tokens left when the innermost statement of the error's token is taken out, with its `NewLine`. */
  without(tokens: readonly Token[], error: SyntaxError): Token[];
}

interface Statement {
  readonly id: number;
  first: number;
  /** The offset after its `NewLine`, and after everything in its blocks. */
  end: number;
}

export function statementsOf(tokens: readonly Token[]): Statements {
  const statements: Statement[] = [];
  /** The statement of each token; for a `NewLine`, the statement that it ends. */
  const owner = new Map<Token, Statement>();
  const starts: number[] = [];
  const owners: Statement[] = [];
  const stack: (Statement | undefined)[] = [undefined];
  tokens.forEach((token, i) => {
    if (token.tokenType === t.RCurly) stack.pop();
    let current = stack.at(-1);
    if (!current) {
      current = { id: statements.length, first: token.startOffset, end: endOf(token) };
      statements.push(current);
      stack[stack.length - 1] = current;
    }
    current.end = endOf(token);
    owner.set(token, current);
    starts.push(token.startOffset);
    owners.push(current);
    if (token.tokenType === t.NewLine) stack[stack.length - 1] = undefined;
    else if (token.tokenType === t.LCurly && tokens[i - 1]?.tokenType.name !== "Import") stack.push(undefined);
    else if (token.tokenType === t.LCurly) stack.push(current);
  });

  return {
    at(offset) {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle]! <= offset) low = middle + 1;
        else high = middle;
      }
      // What the lexer left out before the first token of a statement belongs to that statement.
      const before = owners[low - 1];
      return (before && offset < before.end ? before : (owners[low] ?? before))?.id ?? -1;
    },
    without(unit, { token, previous }) {
      const faulty = owner.get(token) ?? (previous && owner.get(previous)) ?? owner.get(unit.at(-1)!);
      if (!faulty) return [];
      const from = unit.findIndex((each) => owner.get(each) === faulty);
      const to = unit.findLastIndex((each) => owner.get(each) === faulty);
      return from < 0 ? [] : [...unit.slice(0, from), ...unit.slice(to + 1)];
    },
  };
}
