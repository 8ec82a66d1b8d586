import { error } from "./entry.ts";

/** Found by elaboration: names, calls, and values of the wrong kind. */
export const nameCodes = {
  "unknown-name": error<{ name: string }>((p) => `there is nothing called \`${p.name}\` here`),
  "duplicate-name": error<{ name: string }>((p) => (p.name === "" ? "two phases have the same name" : `\`${p.name}\` is declared twice`)),
  "reserved-name": error<{ name: string }>((p) => `\`${p.name}\` is part of the training clock that every model has`),
  "unknown-file": error<{ path: string }>((p) => `the file "${p.path}" cannot be found`),
  "not-exported": error<{ name: string; file: string }>((p) => `"${p.file}" declares no \`${p.name}\``),

  "unknown-argument": error<{ callee: string; name: string }>((p) => `\`${p.callee}\` has no parameter \`${p.name}\``),
  "duplicate-argument": error<{ callee: string; name: string }>((p) => `\`${p.name}\` is given to \`${p.callee}\` twice`),
  "argument-missing": error<{ callee: string; name: string }>((p) => `\`${p.callee}\` needs \`${p.name}\``),
  "extra-argument": error<{ callee: string; takes: number; given: number }>(
    (p) => `\`${p.callee}\` takes ${p.takes === 1 ? "one argument" : `${p.takes} arguments`} but was given ${p.given}`,
  ),
  "not-callable": error<{ found: string }>((p) => `${p.found} cannot be called`),
  "tensor-as-hyper-parameter": error<{ callee: string; name: string }>((p) => `a tensor was given as the hyper-parameter \`${p.name}\` of \`${p.callee}\``),
  recursion: error<{ name: string }>((p) => `\`${p.name}\` calls itself without end`),

  "not-a-tensor": error<{ found: string }>((p) => `${p.found} is no tensor`),
  "not-a-number": error<{ found: string }>((p) => `${p.found} is not a number known at compile time`),
  "not-a-size": error<{ found: string }>((p) => `\`${p.found}\` is no size`),
  "not-a-condition": error<{ found: string }>((p) => `a condition known at compile time is needed here, not ${p.found}`),
  "not-several": error<{ found: string; wanted: number }>((p) => `${p.wanted} names are given to ${p.found}`),
  "wrong-count": error<{ names: number; values: number }>((p) => `${p.names} ${p.names === 1 ? "value is" : "values are"} needed here, not ${p.values}`),
  "not-a-state": error<{ name: string }>((p) => `\`${p.name}\` is no state that could be updated`),
  "equals-for-update": error<{ name: string }>((p) => `\`=\` does not update \`${p.name}\`, it only hides it`),
  "not-a-part": error<{ found: string }>((p) => `a part of the model with parameters is needed here, not ${p.found}`),
  "no-parameters": error<{ part: string }>((p) => `\`${p.part}\` has no parameters`),
  "unused-value": error(() => "this value is not used"),
  "no-result": error<{ name: string }>((p) => `\`${p.name}\` returns nothing`),
  "yielded-twice": error(() => "a scan yields twice"),
  misplaced: error<{ what: string; where: string }>((p) => `${p.what} has no meaning in ${p.where}`),
  undecided: error<{ what: string }>((p) => `whether ${p.what} holds is not known at compile time`),
  "division-by-zero": error(() => "division by zero"),
  "empty-range": error<{ from: number; to: number }>((p) => `the range ${p.from}..${p.to} is empty`),

  "layer-in-function": error<{ layer: string }>((p) => `the layer \`${p.layer}\` is constructed in a \`fn\``),
  "parameter-in-function": error<{ name: string }>((p) => `\`${p.name}\` is declared in a \`fn\``),
};
