import type { DType } from "../types/tensor.ts";
import type { BufferParameter, Expression, Kernel, Statement } from "./kernel.ts";
import { parts } from "./visit.ts";

/**
 * Throws an Error that says what is wrong with a kernel: names used before they are defined or defined twice in one
 * scope, types that do not fit, unknown or misused buffers, undeclared sizes, illegal names.
 */
export function verifyKernel(kernel: Kernel): void {
  new Verifier(kernel).run();
}

interface Local {
  readonly type: DType;
  readonly assignable: boolean;
}

class Verifier {
  private readonly kernel: Kernel;
  private readonly buffers = new Map<string, BufferParameter>();
  private readonly sizes = new Set<string>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  run(): void {
    const { kernel } = this;
    this.legal(kernel.name);
    for (const buffer of kernel.buffers) {
      this.legal(buffer.name);
      if (this.buffers.has(buffer.name)) this.wrong(`two buffers are called ${buffer.name}`);
      this.buffers.set(buffer.name, buffer);
    }
    this.block(kernel.body, new Map());
    const declared = kernel.sizes.join(", ");
    const used = [...this.sizes].sort().join(", ");
    if (declared !== used) this.wrong(`it declares the sizes [${declared}] but uses [${used}]`);
  }

  private wrong(message: string): never {
    throw new Error(`kernel ${this.kernel.name}: ${message}`);
  }

  private legal(name: string): void {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) this.wrong(`${JSON.stringify(name)} is not a legal name`);
  }

  private block(body: readonly Statement[], outer: ReadonlyMap<string, Local>): void {
    const locals = new Map(outer);
    const define = (name: string, type: DType, assignable: boolean): void => {
      this.legal(name);
      if (locals.has(name) || this.buffers.has(name)) this.wrong(`${name} is defined twice`);
      locals.set(name, { type, assignable });
    };
    for (const statement of body) {
      switch (statement.kind) {
        case "for": {
          this.expect(statement.from, "i32", locals);
          this.expect(statement.to, "i32", locals);
          if (locals.has(statement.index) || this.buffers.has(statement.index)) this.wrong(`${statement.index} is defined twice`);
          this.legal(statement.index);
          const turns = statement.to.kind === "const" ? statement.to.value : Infinity;
          if (statement.lanes && (statement.from.kind !== "const" || statement.from.value !== 0 || turns > 4)) this.wrong(`${statement.index} does not count lanes`);
          this.block(statement.body, new Map(locals).set(statement.index, { type: "i32", assignable: false }));
          break;
        }
        case "let":
        case "var":
          this.expression(statement.value, locals);
          define(statement.name, statement.value.type, statement.kind === "var");
          break;
        case "assign": {
          const local = locals.get(statement.name);
          if (!local?.assignable) this.wrong(`${statement.name} is assigned but is no var in scope`);
          this.expect(statement.value, local.type, locals);
          break;
        }
        case "store": {
          const buffer = this.buffers.get(statement.buffer) ?? this.wrong(`no buffer is called ${statement.buffer}`);
          if (buffer.access === "read") this.wrong(`${buffer.name} is stored to but only readable`);
          this.expect(statement.index, "i32", locals);
          this.expect(statement.value, buffer.dtype, locals);
          break;
        }
        case "if":
          this.expect(statement.condition, "bool", locals);
          this.block(statement.then, locals);
          break;
      }
    }
  }

  private expect(expression: Expression, type: DType, locals: ReadonlyMap<string, Local>): void {
    this.expression(expression, locals);
    if (expression.type !== type) this.wrong(`${expression.kind} has type ${expression.type}, not ${type}`);
  }

  private expression(expression: Expression, locals: ReadonlyMap<string, Local>): void {
    for (const part of parts(expression)) this.expression(part, locals);
    const require = (part: Expression, type: DType): void => {
      if (part.type !== type) this.wrong(`${expression.kind} has an operand of type ${part.type}, not ${type}`);
    };
    switch (expression.kind) {
      case "const":
        if (expression.type !== "f32" && !Number.isSafeInteger(expression.value)) this.wrong(`${expression.value} is no ${expression.type}`);
        break;
      case "local": {
        const local = locals.get(expression.name) ?? this.wrong(`${expression.name} is used before it is defined`);
        if (local.type !== expression.type) this.wrong(`${expression.name} has type ${local.type}, not ${expression.type}`);
        break;
      }
      case "size":
        for (const symbol of expression.size.symbols()) this.sizes.add(symbol);
        break;
      case "load": {
        const buffer = this.buffers.get(expression.buffer) ?? this.wrong(`no buffer is called ${expression.buffer}`);
        if (buffer.access === "write") this.wrong(`${buffer.name} is loaded from but only writable`);
        if (buffer.dtype !== expression.type) this.wrong(`${buffer.name} has type ${buffer.dtype}, not ${expression.type}`);
        require(expression.index, "i32");
        break;
      }
      case "unary":
        require(expression.operand, expression.operator === "not" ? "bool" : expression.type);
        break;
      case "binary": {
        const { operator, left, right, type } = expression;
        if (left.type !== right.type) this.wrong(`${operator} has operands of types ${left.type} and ${right.type}`);
        const result = resultOf(operator, left.type);
        if (result !== type) this.wrong(`${operator} of ${left.type} has type ${type}, not ${result ?? "any"}`);
        break;
      }
      case "select":
        require(expression.condition, "bool");
        require(expression.then, expression.type);
        require(expression.else, expression.type);
        break;
      case "convert":
        break;
      case "bitcast":
        if (expression.type === "bool") this.wrong("bitcast gives a bool");
        require(expression.operand, expression.type === "f32" ? "i32" : "f32");
        break;
      case "call":
        if (expression.intrinsic.startsWith("random_")) for (const argument of expression.arguments) require(argument, "i32");
        break;
    }
  }
}

function resultOf(operator: Extract<Expression, { kind: "binary" }>["operator"], operands: DType): DType | undefined {
  switch (operator) {
    case "add":
    case "sub":
    case "mul":
    case "div":
    case "mod":
    case "min":
    case "max":
      return operands === "bool" ? undefined : operands;
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return "bool";
    case "and":
    case "or":
      return operands === "bool" ? "bool" : undefined;
    case "xor":
    case "shr":
      return operands === "i32" ? "i32" : undefined;
  }
}
