/** Words that mean something to TypeScript, to JavaScript's objects, or to the generated module itself. */
export const names = [
  "__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "toJSON", "__defineGetter__",
  "class", "await", "let", "static", "arguments", "eval", "function", "delete", "default", "new", "this", "null", "undefined", "enum",
  "interface", "type", "async", "get", "set", "of", "var", "const", "switch", "yield_", "with", "void", "typeof", "private", "declare",
  "Math", "Object", "Array", "Float32Array", "Int32Array", "Uint8Array", "ArrayBuffer", "DataView", "Map", "Set", "Error", "Number", "String", "JSON", "globalThis",
  "Infinity", "NaN", "window", "self", "process", "require", "module", "exports",
  "ModelError", "Memory", "Layout", "allocate", "stored", "programs", "close", "saveTensors", "copyReals", "runTrain", "runInit", "sizeFromLength", "philox", "erf",
  "m", "options", "memory", "sizes", "largest", "layout", "buffer", "slot0", "input_x", "create", "train_", "evaluate", "predict", "save", "load", "info", "name", "length",
  "__", "_0", "x1", "n", "i", "sum", "sum_0",
] as const;

/** Text that would be program if it were pasted as it is; `\\n` and the like are real characters here. */
export const texts = [
  '"; globalThis.stolen = 1; "',
  "'; globalThis.stolen = 1; '",
  "`; globalThis.stolen = 1; `",
  "${globalThis.stolen = 1}",
  "*/ globalThis.stolen = 1; /*",
  "**/ globalThis.stolen = 1 //",
  "\\u002a/ globalThis.stolen = 1",
  "\u2028globalThis.stolen = 1; //",
  "\u2029globalThis.stolen = 1; //",
  "\u0085globalThis.stolen = 1; //",
  "\rglobalThis.stolen = 1; //",
  "\u202e 1 = nelots",
  "\u0000\u001b[2J",
  "\ud800",
  "\\",
  "@ts-nocheck",
  "@ts-expect-error",
  "/ <reference types='node' />",
  "# sourceMappingURL=data:application/json,{}",
  "<!-- -->",
  "--> globalThis.stolen = 1",
  "</script><script>globalThis.stolen = 1</script>",
  "@param {number} N @returns {void}",
] as const;

/** What each part of a model is called. */
export interface Names {
  readonly model: string;
  readonly input: string;
  readonly label: string;
  readonly size: string;
  readonly layer: string;
  readonly part: string;
  readonly parameter: string;
  readonly logits: string;
  readonly output: string;
  readonly loss: string;
  readonly metric: string;
}

export const plain: Names = {
  model: "Plain", input: "x", label: "y", size: "N", layer: "Affine", part: "net", parameter: "W",
  logits: "logits", output: "probs", loss: "nll", metric: "accuracy",
};

/** A classifier whose numbers do not depend on names: its initial weights are all one. `text` stands in comments and strings. */
export function source(n: Names, text = "a comment"): string {
  // A comment and a string end with their line; what remains of the text would be the language's own business.
  const line = text.replaceAll(/[\r\n]/g, " ");
  return `/// ${line}
model ${n.model} {
  /// ${line}
  input ${n.input}: [${n.size}, 4]  // ${line}
  /// ${line}
  input ${n.label}: index(3)[${n.size}]
  ${n.part} = ${n.layer}(3)
  /// ${line}
  ${n.logits} = ${n.part}(${n.input})  // ${line}
  /// ${line}
  output ${n.output} = softmax(${n.logits})
  /// ${line}
  loss ${n.loss} = cross_entropy(${n.logits}, ${n.label})  // ${line}
  /// ${line}
  metric ${n.metric} = mean(float(argmax(${n.logits}, axis: -1) == ${n.label}))
  train { minimize ${n.loss} using adam(lr: 0.1) batch 2 epochs 1 }
}
/// ${line}
layer ${n.layer}(units)(v: [..., D]) -> [..., units] {
  /// ${line}
  param ${n.parameter}: [D, units] ~ ones
  return v @ ${n.parameter}
}
data train = csv(${stringLiteral(text)}) {
  ${n.input} = columns(0..3)
  ${n.label} = column(4)
}
`;
}

/** A string of the language. */
function stringLiteral(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`)}"`;
}
