import { positionOf, textOf, type Span } from "../base/source.ts";
import type { Code, Parameters } from "../diagnostics/catalogue/index.ts";
import { diagnose } from "../diagnostics/report.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Attributes, Node, Origin, Storage } from "../graph/graph.ts";
import { TypeRuleError } from "../ops/op.ts";
import { FillIns } from "./fill-in.ts";
import type { Instance } from "./instance.ts";
import { primitive } from "./primitive.ts";
import type { Program } from "./program.ts";
import { describe, type Operands } from "./type-rule.ts";

type Details = Omit<Diagnostic, "code" | "severity" | "message">;

/** Thrown after a diagnostic was recorded (or poison met); caught at the statement, whose names become poison. */
export class Abort extends Error {
  constructor() {
    super("aborted");
    this.name = "Abort";
  }
}

/** A call that is being evaluated. */
export interface Frame {
  readonly span: Span;
  readonly name: string;
  /** True if what is called belongs to the library. */
  readonly library: boolean;
}

/** Collects diagnostics; the same mistake met in several programs counts once. */
export class Findings {
  readonly blanks = new FillIns();
  private readonly found = new Map<string, Diagnostic>();

  add(diagnostic: Diagnostic): void {
    const { code, span } = diagnostic;
    const key = span ? `${code}@${span.source.name}:${span.start}:${span.end}` : `${code}:${diagnostic.message}`;
    if (!this.found.has(key)) this.found.set(key, diagnostic);
  }

  all(): Diagnostic[] {
    return [...this.found.values()];
  }

  /** Whether something was found within a span. */
  within({ source, start, end }: Span): boolean {
    return this.all().some(({ span: s }) => s?.source === source && s.start < end && s.end > start);
  }

  get hasErrors(): boolean {
    return this.all().some((d) => d.severity === "error");
  }
}

/** What is being evaluated, and where: the state of one elaboration of one model. */
export class Context {
  readonly findings: Findings;
  readonly storages: Map<string, Storage>;
  readonly frames: Frame[] = [];
  program: Program;
  /** Fills the storages; shared by all programs of the model. */
  readonly init: Program;
  instance: Instance;
  /** What new nodes are called if nobody names them. */
  label: string | undefined;
  /** True inside a `fn`, where parameters may not be made. */
  pure = false;
  /** What is evaluated, if that has no weights: `a \`data\` block`. */
  ownerless: string | undefined;

  constructor(findings: Findings, init: Program, program: Program, instance: Instance, storages: Map<string, Storage>) {
    this.findings = findings;
    this.init = init;
    this.program = program;
    this.instance = instance;
    this.storages = storages;
  }

  /** Records an error at the user's own code and gives up on the statement. */
  fail<C extends Code>(code: C, parameters: Parameters<C>, span: Span, details: Details = {}): never {
    this.findings.add(diagnose(code, parameters, { span: this.userSpan(span), ...details }));
    throw new Abort();
  }

  /** Records an error that was worded elsewhere, and gives up on the statement. */
  refuse(diagnostic: Diagnostic, span: Span): never {
    this.findings.add({ ...diagnostic, span: this.userSpan(span) });
    throw new Abort();
  }

  warn<C extends Code>(code: C, parameters: Parameters<C>, span: Span, details: Details = {}): void {
    this.findings.add(diagnose(code, parameters, { span: this.userSpan(span), ...details }));
  }

  /** The span itself, or the user's call that led into the library. */
  userSpan(span: Span): Span {
    if (!span.source.library) return span;
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i]!;
      if (!frame.span.source.library) return frame.span;
    }
    return span;
  }

  /** The name of the user's outermost call into the library, for messages: `Conv`. */
  userCall(): string | undefined {
    for (let i = this.frames.length - 1; i >= 0; i--) if (!this.frames[i]!.span.source.library) return this.frames[i]!.name;
    return undefined;
  }

  /** The user's call into the library that is being evaluated, for requirements: `Conv(6, 5)` on line 3. */
  libraryCall(): string | undefined {
    const frame = this.frames.findLast((f) => !f.span.source.library);
    if (!frame?.library) return undefined;
    const text = textOf(frame.span).replace(/\s+/g, " ");
    return `\`${text.length <= 40 ? text : `${frame.name}(…)`}\` on line ${positionOf(frame.span.source, frame.span.start).line}`;
  }

  origin(span: Span): Origin {
    return { name: this.label ?? (this.instance.path || "value"), span: this.userSpan(span) };
  }

  /** Makes a node; a refusal of the type rule becomes a diagnostic about `operands`. */
  make(op: string, inputs: readonly Node[], attributes: Attributes, span: Span, operands: Operands = {}): Node {
    try {
      return this.program.builder.make(primitive(op), inputs.map((input) => this.program.adopt(input)), attributes, this.origin(span));
    } catch (failure) {
      if (!(failure instanceof TypeRuleError)) throw failure;
      const described = describe(failure.reason, { op, inputs, attributes, call: this.userCall(), requirements: this.program.requirements, ...operands });
      return this.refuse(described, span);
    }
  }

  constant(value: number, span: Span, dtype: "f32" | "i32" | "bool" = "f32"): Node {
    return this.make("constant", [], { value, dtype }, span);
  }

  /** Evaluates with another program, instance or frame, and puts things back whatever happens. */
  within<T>(change: Partial<Pick<Context, "program" | "instance" | "label" | "pure">> & { frame?: Frame }, body: () => T): T {
    const { program, instance, label, pure } = this;
    const depth = this.frames.length;
    const { frame, ...fields } = change;
    if (frame) this.frames.push(frame);
    Object.assign(this, fields);
    try {
      return body();
    } finally {
      Object.assign(this, { program, instance, label, pure });
      this.frames.length = depth;
    }
  }
}
