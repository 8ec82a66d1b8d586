import { pieces } from "./pieces/all.ts";

/** What the generator must not lose: every piece, and what pieces do only sometimes. */
export const constructs: readonly string[] = [
  ...pieces.map((p) => p.name),
  // Declarations and their parts.
  "import", "input real", "input index", "input int", "input bool", "param of a model", "param of a layer", "tensor without a type",
  "hyper-parameters with defaults", "if as a statement", "if training", "state of a layer", "update of a state", "shared instance", "function with two lists",
  "values that a layer brings along", "output real", "output int", "output bool", "metric real", "metric int", "metric bool", "several losses",
  // Expressions.
  "symbolic size", "size as a number", "equal shapes", "trailing axes broadcast", "scalar broadcast", "and", "or", "not",
  "comparison <", "comparison <=", "comparison >", "comparison >=", "comparison !=", "slice of one", "slice of a part", "slice of a symbolic axis", "ellipsis",
  "concat along a symbolic axis", "split of a symbolic axis", "reshape of a symbolic shape", "transpose by axes", "look-up out of range",
  "reduction over all", "reduction over one axis", "reduction over several axes", "reduction over leading axes", "reduction over a named size",
  "softmax[…]", "softmax[…] where", "second derivative",
  // Recurrence.
  "several carries", "carry from zeros", "carry from a given state", "scan with a mask", "nested scan", "several yields", "final value of a scan",
  "position as a number", "draw in a scan", "state in a scan", "BatchNorm in a scan", "recurrent layer with a mask", "recurrent layer with a given state",
  // Windows.
  "stride", "dilation", "groups", "padding valid", "padding same", "padding number", "pooling of sequences", "pooling of images", "pooling of volumes",
  // Training.
  "several phases", "over parts", "over all except", "several optimizers in a phase", "clip norm", "clip value", "average", "augment", "sample of an input", "schedule", "l1", "l2", "optimizer of the user's own",
  ...["sgd", "momentum", "rmsprop", "adam", "adamw", "nesterov", "adagrad"].map((name) => `optimizer ${name}`),
];
