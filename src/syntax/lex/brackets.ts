import { span, type Source } from "../../base/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnose } from "../../diagnostics/report.ts";
import { endOf, virtual, type Token, type TokenType } from "../../../grammar/token.ts";
import * as t from "../../../grammar/tokens.ts";
import { NESTING_LIMIT, tooDeeplyNested } from "./depth.ts";
import { beginsDeclaration, beginsStatement, statementWords } from "./words.ts";

const closers = new Map<TokenType, TokenType>([[t.LParen, t.RParen], [t.LSquare, t.RSquare], [t.LCurly, t.RCurly]]);
const closing = new Set<TokenType>(closers.values());
const images = new Map<TokenType, string>([[t.RParen, ")"], [t.RSquare, "]"], [t.RCurly, "}"]]);

interface Open {
  readonly at: number;
  readonly token: Token;
  /** Columns before the first token of its line. */
  readonly indent: number;
  /** A `scan` was seen inside: only then may `(` hold a `{`. */
  scan: boolean;
}

interface Balanced {
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
  /** False when brackets are nested too deeply to go on. */
  readonly parseable: boolean;
}

/** Makes brackets balance: adds the closing ones that are missing, where their line ends, and drops those that close nothing. */
export function balance(source: Source, tokens: readonly Token[]): Balanced {
  const first = new Balancer(source, tokens, -1).run();
  // The `}` that closes nothing is the last one; by its indentation an earlier one may be the one too many.
  if (first.stray && first.misplaced >= 0) return new Balancer(source, tokens, first.misplaced).run();
  return first;
}

class Balancer {
  readonly diagnostics: Diagnostic[] = [];
  /** A `}` closed nothing. */
  stray = false;
  parseable = true;
  /** The first `}` that is indented further than the line of its `{`, or that ends a declaration before its last statement. */
  misplaced = -1;
  private readonly source: Source;
  private readonly raw: readonly Token[];
  private readonly skipped: number;
  private readonly open: Open[] = [];
  private readonly dropped = new Set<number>();
  private readonly inserted = new Map<number, Token[]>();
  /** The first `{` whose `}` is indented less than its line: what is missing is its own. */
  private suspect: Open | undefined;

  constructor(source: Source, raw: readonly Token[], skipped: number) {
    this.source = source;
    this.raw = raw;
    this.skipped = skipped;
  }

  run(): this & Balanced {
    let lineStart = 0;
    let indent = 0;
    let fresh = true;
    let previous: Token | undefined;
    for (const [i, token] of this.raw.entries()) {
      if (token.tokenType === t.NewLine) {
        lineStart = endOf(token);
        fresh = true;
        continue;
      }
      if (fresh) {
        indent = token.startOffset - lineStart;
        this.startLine(i, previous);
      }
      if (closers.has(token.tokenType)) {
        if (token.tokenType === t.LCurly) this.closeBeforeBlock(i);
        this.open.push({ at: i, token, indent, scan: false });
        if (this.open.length > NESTING_LIMIT) return this.tooDeep(token);
      } else if (closing.has(token.tokenType)) {
        this.close(i, token, indent, fresh);
      } else if (token.image === "scan") {
        const top = this.open.at(-1);
        if (top) top.scan = true;
      }
      fresh = false;
      previous = token;
    }
    this.endOfFile(this.raw.length);
    return Object.assign(this, { tokens: this.result() });
  }

  private tooDeep(token: Token): this & Balanced {
    this.parseable = false;
    return Object.assign(this, { tokens: [], diagnostics: [tooDeeplyNested(this.at(token).span)] });
  }

  /** A line that can only be a new statement ends what is open in `(` and `[`; a declaration ends every block. */
  private startLine(i: number, previous: Token | undefined): void {
    if (beginsDeclaration(this.raw, i)) this.endOfFile(i);
    else if (beginsStatement(this.raw, i, previous)) this.unclosed((open) => open.token.tokenType !== t.LCurly, i);
  }

  private closeBeforeBlock(i: number): void {
    this.unclosed((open) => open.token.tokenType !== t.LCurly && !open.scan && !this.isImport(open), i);
  }

  private isImport(open: Open): boolean {
    return this.raw[open.at - 1]?.image === "import";
  }

  private close(i: number, token: Token, indent: number, fresh: boolean): void {
    const top = this.open.at(-1);
    const matches = (open: Open): boolean => closers.get(open.token.tokenType) === token.tokenType;
    if (i === this.skipped) return this.drop(i, token, top);
    if (top && matches(top)) {
      if (token.tokenType === t.RCurly && fresh) {
        if (indent < top.indent) this.suspect ??= top;
        if (indent > top.indent && this.misplaced < 0) this.misplaced = i;
      }
      this.open.pop();
      if (token.tokenType === t.RCurly && this.open.length === 0 && this.misplaced < 0 && !this.endsDeclaration(i)) this.misplaced = i;
      return;
    }
    const block = this.open.findLastIndex((open) => open.token.tokenType === t.LCurly);
    const within = token.tokenType === t.RCurly ? this.open[block] : this.open.slice(block + 1).findLast(matches);
    if (!within) {
      if (top && top.token.tokenType !== t.LCurly && token.tokenType !== t.RCurly) {
        this.open.pop();
        this.insert(i, top);
      }
      return this.drop(i, token, top);
    }
    this.unclosed((open) => open !== within, i);
    this.open.pop();
  }

  /** Whether what follows a `}` outside all brackets could be a declaration. */
  private endsDeclaration(i: number): boolean {
    let next = i + 1;
    while (this.raw[next]?.tokenType === t.NewLine) next++;
    const word = this.raw[next]?.image;
    return word === undefined || word === "import" || word === "from" || statementWords.has(word);
  }

  private drop(i: number, token: Token, top: Open | undefined): void {
    this.dropped.add(i);
    if (token.tokenType === t.RCurly) this.stray = true;
    const help = top && top.token.tokenType !== t.LCurly ? `the open bracket is \`${top.token.image}\`` : undefined;
    this.diagnostics.push(diagnose("unopened-bracket", { bracket: token.image }, { ...this.at(token), ...(help && { help }) }));
  }

  /** Everything that is still open ends before token `end`; one error, at the bracket whose end is missing by its indentation. */
  private endOfFile(end: number): void {
    const blocks = this.open.filter((open) => open.token.tokenType === t.LCurly);
    const inner = this.open.at(-1);
    if (!inner) return;
    if (inner.token.tokenType !== t.LCurly) this.unclosed((open) => open.token.tokenType !== t.LCurly, end);
    else this.report(this.suspect && blocks.some((open) => open.at <= this.suspect!.at) ? this.suspect : inner);
    let before = end;
    while (this.raw[before - 1]?.tokenType === t.NewLine) before--;
    while (this.open.length > 0) {
      this.open.pop();
      this.push(before, virtual(t.RCurly, "}", this.endBefore(before)));
    }
    this.suspect = undefined;
  }

  /** Closes the innermost brackets while the test holds, each at the end of its line or, failing that, before `limit`. */
  private unclosed(test: (open: Open) => boolean, limit: number): void {
    const closed: Open[] = [];
    for (let top = this.open.at(-1); top && test(top); top = this.open.at(-1)) {
      this.open.pop();
      this.insert(this.lineEnd(top.at, limit, closed), top);
      closed.push(top);
    }
    const outer = closed.at(-1);
    if (outer) this.report(closed.length > 1 ? closed[0]! : outer);
  }

  /** The index after the last token of the line of `from`, or of the first bracket in between that ends beyond the line; `limit` at most. */
  private lineEnd(from: number, limit: number, inner: readonly Open[]): number {
    let depth = 0;
    let outermost = -1;
    for (let i = from + 1; i < limit; i++) {
      const type = this.raw[i]!.tokenType;
      if (type === t.NewLine) return depth > 0 ? outermost : i;
      if (inner.some((open) => open.at === i)) continue;
      if (closers.has(type) && depth++ === 0) outermost = i;
      else if (closing.has(type) && depth > 0) depth--;
    }
    return depth > 0 ? outermost : limit;
  }

  private insert(before: number, open: Open): void {
    const type = closers.get(open.token.tokenType) ?? t.RParen;
    this.push(before, virtual(type, images.get(type) ?? "", this.endBefore(before)));
  }

  private push(before: number, token: Token): void {
    const known = this.inserted.get(before);
    if (known) known.push(token);
    else this.inserted.set(before, [token]);
  }

  private endBefore(index: number): number {
    for (let i = index - 1; i >= 0; i--) {
      const token = this.raw[i]!;
      if (token.tokenType !== t.NewLine) return endOf(token);
    }
    return 0;
  }

  private report(open: Open): void {
    this.diagnostics.push(diagnose("unclosed-bracket", { bracket: open.token.image }, this.at(open.token)));
  }

  private at(token: Token): { span: ReturnType<typeof span> } {
    return { span: span(this.source, token.startOffset, endOf(token)) };
  }

  private result(): Token[] {
    if (this.inserted.size === 0 && this.dropped.size === 0) return [...this.raw];
    const tokens: Token[] = [];
    for (let i = 0; i <= this.raw.length; i++) {
      tokens.push(...(this.inserted.get(i) ?? []));
      const token = this.raw[i];
      if (token && !this.dropped.has(i)) tokens.push(token);
    }
    return tokens;
  }
}
