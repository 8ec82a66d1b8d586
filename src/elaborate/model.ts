import type { InputDeclaration, QuantityDeclaration, Requirement, Result, Storage } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import { Size } from "../types/size.ts";
import { Context, type Findings } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { inputDefault } from "./input-default.ts";
import { Instance } from "./instance.ts";
import { augment } from "./augment.ts";
import { partCount } from "./parts.ts";
import { scalarLoss } from "./phase.ts";
import { multiplesIn } from "./multiples.ts";
import { Program } from "./program.ts";
import { sample } from "./sample.ts";
import { Scope } from "./scope.ts";
import { orPoison } from "./apply.ts";
import { firstAt } from "./duplicate.ts";
import { runStatement } from "./statements.ts";
import { asTensor } from "./tensors.ts";
import { bindType, resolveType } from "./types.ts";
import { poison, tensor, type Value } from "./value.ts";

/** Other sizes for an input, tried out to word a help line. */
export type Resize = (input: string, shape: readonly Size[]) => readonly Size[];

/** The state that all evaluations of one model share: its weights, and the program that fills them. */
export class ModelState {
  readonly declaration: ast.Model;
  readonly findings: Findings;
  readonly storages = new Map<string, Storage>();
  readonly init = new Program("init", false);
  readonly root: Instance;
  readonly fileScope: Scope;
  /** `--set N=64`. */
  readonly sizes: ReadonlyMap<string, Size>;
  /** The names of sizes that the inputs introduce. */
  readonly introduced = new Set<string>();
  readonly resize: Resize | undefined;
  /** What an earlier evaluation found to be required. */
  readonly required: readonly Requirement[];

  constructor(declaration: ast.Model, fileScope: Scope, findings: Findings, sizes: ReadonlyMap<string, Size>, resize?: Resize, required: readonly Requirement[] = []) {
    this.declaration = declaration;
    this.fileScope = fileScope;
    this.findings = findings;
    this.sizes = sizes;
    this.resize = resize;
    this.required = required;
    const { name, span, body } = declaration;
    const asLayer: ast.Layer = { kind: "layer", name, span, hyper: [], inputs: [], body: { kind: "block", statements: [], span: body[0]?.span ?? span } };
    this.root = new Instance(asLayer, fileScope, "", name.name);
  }

  /** A size that the inputs introduce. */
  symbol(name: string): Size {
    const factor = multiplesIn(this.required).get(name);
    return factor === undefined ? Size.symbol(name) : Size.multiple(name, factor);
  }

  context(program: Program): Context {
    return new Context(this.findings, this.init, program, this.root, this.storages);
  }
}

/** One evaluation of a model's body: its quantities as nodes of one program. */
export interface Evaluated {
  readonly context: Context;
  readonly scope: Scope;
  readonly inputs: readonly InputDeclaration[];
  readonly outputs: readonly Quantity[];
  readonly losses: readonly Quantity[];
  readonly metrics: readonly Quantity[];
  readonly requirements: readonly Requirement[];
}

export interface Quantity extends Result {
  readonly doc?: string;
}

export function declarationOf({ name, node, doc }: Quantity): QuantityDeclaration {
  return { name, type: node.type, ...(doc && { doc }) };
}

/** `block` is the phase that is evaluated; without one the model is evaluated in test mode. */
export function evaluateModel(state: ModelState, name: string, block?: ast.Train): Evaluated {
  const program = new Program(name, block !== undefined, (r) => ({ ...r, why: context.libraryCall() ?? r.why }));
  program.requirements.push(...state.required);
  const context = state.context(program);
  const scope = new Scope(state.fileScope);
  const inputs: InputDeclaration[] = [];
  const outputs: Quantity[] = [];
  const losses: Quantity[] = [];
  const metrics: Quantity[] = [];
  const taken = new Map<string, ast.Identifier>();
  const quantity = (item: ast.Output | ast.Loss | ast.Metric, into: Quantity[], make: () => Value): void => {
    const value = orPoison(() => {
      const made = make();
      if (item.type && made.kind === "tensor") bindType(context, item.type, made.node.type, scope, { name: item.name.name, of: state.root.label, span: item.type.span, settled: true });
      return made;
    });
    scope.define(item.name.name, value);
    if (value.kind !== "tensor") return;
    if (item.kind !== "output" || item.value) program.builder.rename(value.node, item.name.name);
    into.push({ name: item.name.name, node: value.node, ...(item.doc && { doc: item.doc }) });
  };
  for (const item of state.declaration.body) {
    if (item.kind === "assignment") for (const { name } of item.targets) scope.announce(name.name, name.span);
    else if (item.kind === "input" || item.kind === "param" || item.kind === "loss") scope.announce(item.name.name, item.name.span);
  }
  for (const item of state.declaration.body) {
    if (item.kind === "input") scope.define(item.name.name, orPoison(() => input(state, context, item, scope, inputs)));
  }
  if (block) orPoison(() => {
    program.parts = partCount(context, block, scope);
    return poison;
  });
  // The functions first: a batch may be drawn by one that stands below.
  if (block?.sample) for (const item of state.declaration.body) if (item.kind === "fn") runStatement(context, item, scope);
  if (block?.sample) sample(context, block.sample, scope, inputs);
  if (block?.augment) augment(context, block.augment, scope);
  for (const item of state.declaration.body) {
    if ("name" in item && item.name && item.kind !== "train" && item.kind !== "fn") claim(context, taken, item.name, item);
    switch (item.kind) {
      case "input":
      case "train": break;
      case "output":
        quantity(item, outputs, () => asTensor(context, { value: evaluate(context, item.value ?? item.name, scope), span: item.span }));
        break;
      case "loss":
        quantity(item, losses, () => tensor(scalarLoss(context, item.value, scope)));
        break;
      case "metric":
        quantity(item, metrics, () => asTensor(context, { value: evaluate(context, item.value, scope), span: item.value.span }));
        break;
      case "return":
        orPoison(() => context.fail("misplaced", { what: "`return`", where: "a model" }, item.span, { help: "name what the model gives: `output y = …`" }));
        break;
      default:
        runStatement(context, item, scope);
    }
  }
  return { context, scope, inputs, outputs, losses, metrics, requirements: [...program.requirements.slice(state.required.length), ...state.required] };
}

function claim(context: Context, taken: Map<string, ast.Identifier>, name: ast.Identifier, item: ast.ModelItem): void {
  // `output probs` hands out a value that stands already; once is enough.
  const key = item.kind === "output" && !item.value ? `output ${name.name}` : name.name;
  const first = taken.get(key);
  taken.set(key, first ?? name);
  if (first) orPoison(() => context.fail("duplicate-name", { name: name.name }, name.span, firstAt(first)));
}

function input(state: ModelState, context: Context, item: ast.Input, scope: Scope, inputs: InputDeclaration[]): Value {
  const { name } = item.name;
  const written = resolveType(context, item.type, scope, (size) => {
    state.introduced.add(size);
    return state.sizes.get(size) ?? state.symbol(size);
  });
  const type = state.resize ? { ...written, shape: state.resize(name, written.shape) } : written;
  const fallback = item.default && inputDefault(context, name, type, item.default, scope);
  // The data tell symbols, not quotients.
  const declared = { ...type, shape: type.shape.map((size) => size.inSymbols()) };
  inputs.push({ name, type: declared, ...(fallback !== undefined && { default: fallback }), ...(item.doc && { doc: item.doc }) });
  const node = context.program.input(name, () =>
    context.within({ label: name }, () =>
      context.make("input", [], { name, dtype: type.dtype, shape: type.shape, ...(type.bound && { bound: type.bound }) }, item.span),
    ),
  );
  return tensor(node, { label: name, origin: "input", type, span: item.name.span });
}

