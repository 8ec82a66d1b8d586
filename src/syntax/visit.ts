import type * as ast from "./ast.ts";

/** Every node of the AST, by its kind. */
export interface Nodes {
  file: ast.File;
  identifier: ast.Identifier;
  import: ast.Import;
  layer: ast.Layer;
  fn: ast.Fn;
  optimizer: ast.Optimizer;
  model: ast.Model;
  "hyper-parameter": ast.HyperParameter;
  "tensor-parameter": ast.TensorParameter;
  data: ast.Data;
  split: ast.Split;
  block: ast.Block;
  assignment: ast.Assignment;
  target: ast.Target;
  param: ast.Param;
  state: ast.State;
  update: ast.Update;
  return: ast.Return;
  "if-statement": ast.IfStatement;
  yield: ast.Yield;
  "expression-statement": ast.ExpressionStatement;
  input: ast.Input;
  output: ast.Output;
  loss: ast.Loss;
  metric: ast.Metric;
  train: ast.Train;
  over: ast.Over;
  sample: ast.Sample;
  "stop-rule": ast.StopRule;
  type: ast.TypeExpression;
  ellipsis: ast.Ellipsis;
  number: ast.NumberLiteral;
  string: ast.StringLiteral;
  boolean: ast.BooleanLiteral;
  unary: ast.Unary;
  binary: ast.Binary;
  conditional: ast.Conditional;
  call: ast.Call;
  argument: ast.Argument;
  subscript: ast.Subscript;
  slice: ast.Slice;
  pipe: ast.Pipe;
  list: ast.List;
  range: ast.Range;
  reduction: ast.Reduction;
  scan: ast.Scan;
  from: ast.From;
}

export type Kind = keyof Nodes;
export type Node = Nodes[Kind];

/** The fields of each kind that hold nodes, in the order of the text. `clip` and `element` hold theirs one level down. */
const fields: { readonly [K in Kind]: readonly (keyof Nodes[K])[] } = {
  file: ["declarations"],
  identifier: [],
  import: ["names", "from"],
  layer: ["name", "hyper", "inputs", "result", "body"],
  fn: ["name", "hyper", "inputs", "result", "body"],
  optimizer: ["name", "hyper", "inputs", "body"],
  model: ["name", "body"],
  "hyper-parameter": ["name", "default"],
  "tensor-parameter": ["name", "type", "default"],
  data: ["name", "reader", "fields"],
  split: ["data", "parts", "seed"],
  block: ["statements"],
  assignment: ["targets", "value"],
  target: ["name", "type", "indices"],
  param: ["name", "type", "init"],
  state: ["name", "type", "init"],
  update: ["target", "value"],
  return: ["value", "further"],
  "if-statement": ["condition", "then", "else"],
  yield: ["value"],
  "expression-statement": ["value"],
  input: ["name", "type", "default"],
  output: ["name", "type", "value"],
  loss: ["name", "type", "value"],
  metric: ["name", "type", "value"],
  train: ["name", "minimize", "over", "using", "clip", "batch", "parts", "average", "after", "epochs", "seed", "sample", "augment", "stop"],
  over: ["items"],
  sample: ["inputs", "value"],
  "stop-rule": ["split", "quantity", "epochs"],
  type: ["element", "dimensions"],
  ellipsis: [],
  number: [],
  string: [],
  boolean: [],
  unary: ["operand"],
  binary: ["left", "right"],
  conditional: ["condition", "then", "else"],
  call: ["callee", "arguments"],
  argument: ["name", "value"],
  subscript: ["target", "items"],
  slice: ["from", "to"],
  pipe: ["value", "target"],
  list: ["items"],
  range: ["from", "to"],
  reduction: ["operator", "indices", "value"],
  scan: ["index", "extent", "carries", "where", "body"],
  from: ["value", "file"],
};

/** The nodes directly below a node, in the order of its fields. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const field of fields[node.kind]) collect(Reflect.get(node, field), found);
  return found;
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) for (const each of value) collect(each, into);
  else if (isNode(value)) into.push(value);
  else if (typeof value === "object" && value !== null) {
    if ("index" in value) collect(value.index, into);
    if ("limit" in value) collect(value.limit, into);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string" && value.kind in fields;
}

/** What a walk does at each kind: `enter` may answer `false` to pass over what is below. */
export type Visitor = { readonly [K in Kind]?: (node: Nodes[K], parents: readonly Node[]) => void | false };

/** Walks a tree from the top, in the order of the text, without recursion. */
export function visit(root: Node, visitor: Visitor): void {
  const pending: { readonly node: Node; readonly parents: readonly Node[] }[] = [{ node: root, parents: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, parents } = next;
    const enter: ((node: never, parents: readonly Node[]) => void | false) | undefined = visitor[node.kind];
    if (enter && call(enter, node, parents) === false) continue;
    const below = children(node);
    const path = below.length > 0 ? [...parents, node] : parents;
    for (let i = below.length - 1; i >= 0; i--) pending.push({ node: below[i]!, parents: path });
  }
}

/** The visitor's function for a kind takes nodes of that kind, which the table's type says and the compiler cannot follow. */
function call(enter: (node: never, parents: readonly Node[]) => void | false, node: Node, parents: readonly Node[]): void | false {
  return enter(node as never, parents);
}
