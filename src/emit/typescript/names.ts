import { identifierText } from "./text.ts";

/** Hands out identifiers of one scope: never twice the same, never a reserved word. */
export class Names {
  private readonly taken: Set<string>;
  private readonly byKey = new Map<string, string>();
  /** How often a hint came up, so that many equal ones do not make a search. */
  private readonly counts = new Map<string, number>();

  constructor(reserved: Iterable<string> = []) {
    this.taken = new Set([...reservedWords, ...reserved]);
  }

  /** The identifier of a thing: made on first use from `hint`, then always the same. */
  of(key: string, hint = key): string {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const name = this.fresh(hint);
    this.byKey.set(key, name);
    return name;
  }

  /** An identifier that nothing else has. */
  fresh(hint: string): string {
    const base = identifierText(hint);
    let count = this.counts.get(base) ?? 1;
    let name = count === 1 ? base : `${base}_${count}`;
    while (this.taken.has(name)) name = `${base}_${++count}`;
    this.counts.set(base, count);
    this.taken.add(name);
    return name;
  }
}

/** Keywords, and the globals that generated code relies on. */
const reservedWords = [
  "abstract", "any", "arguments", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const", "continue", "debugger", "declare",
  "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "from", "function", "get", "if", "implements",
  "import", "in", "instanceof", "interface", "is", "keyof", "let", "module", "namespace", "never", "new", "null", "number", "object", "of", "package",
  "private", "protected", "public", "readonly", "require", "return", "set", "static", "string", "super", "switch", "symbol", "this", "throw", "true",
  "try", "type", "typeof", "undefined", "unique", "unknown", "using", "var", "void", "while", "with", "yield", "bigint", "infer", "satisfies",
  "Array", "ArrayBuffer", "ArrayLike", "DataView", "Error", "Float32Array", "Float64Array", "Infinity", "Int32Array", "JSON", "Map", "Math", "NaN", "Number",
  "Object", "Partial", "Pick", "Promise", "ReadonlyMap", "Readonly", "Record", "RegExp", "Set", "String", "Symbol", "Uint8Array", "Uint32Array",
  "decodeURIComponent", "globalThis", "constructor", "__proto__", "ReturnType", "exports",
];
