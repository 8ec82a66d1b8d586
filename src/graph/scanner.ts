/** Reads the pieces of one line of a printed graph. Throws an Error that says what was expected and where. */
export class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is not a blank. */
  peek(): string | undefined {
    while (this.text[this.at] === " ") this.at += 1;
    return this.text[this.at];
  }

  /** Whether `token` comes next; if so it is consumed. */
  accept(token: string): boolean {
    this.peek();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.wrong(`\`${token}\``);
  }

  /** The text that a sticky pattern matches here, if it does. */
  match(pattern: RegExp): string | undefined {
    this.peek();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** A quoted string. */
  string(): string {
    const quoted = this.match(/"(?:[^"\\]|\\.)*"/y) ?? this.wrong("a quoted string");
    return String(JSON.parse(quoted));
  }

  word(): string {
    return this.match(/\w+/y) ?? this.wrong("a name");
  }

  /** `%12`. */
  reference(): number {
    this.expect("%");
    return Number(this.match(/\d+/y) ?? this.wrong("a number"));
  }

  /** The rest of the line. */
  rest(): string {
    const text = this.text.slice(this.at).trim();
    this.at = this.text.length;
    return text;
  }

  end(): void {
    if (this.peek() !== undefined) this.wrong("the end of the line");
  }

  wrong(expected: string): never {
    throw new Error(`expected ${expected} at column ${this.at + 1}`);
  }
}
