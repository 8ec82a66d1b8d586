import { error, info } from "./entry.ts";

/** Found by type rules and by elaboration: sizes, shapes and element types that do not fit. */
export const shapeCodes = {
  "window-too-large": error<{ window: string; input: string }>((p) => `a ${p.window} does not fit its ${p.input} input`),
  "shapes-differ": error<{ what: string }>((p) => `the two sides of ${p.what} do not have the same shape`),
  "not-for-all-sizes": error<{ what: string; condition: string }>((p) => `${quoted(p.what)} agrees only when ${p.condition}`),
  "shapes-do-not-fit": error<{ what: string }>((p) => `the shapes given to \`${p.what}\` do not fit together`),
  "product-mismatch": error(() => "the inner axes of the matrix product differ"),
  "type-mismatch": error<{ what: string; of: string; expected: string; found: string }>(
    (p) => `\`${p.what}\` of ${/^[\w.]+$/.test(p.of) ? `\`${p.of}\`` : p.of} must be ${p.expected} but is ${p.found}`,
  ),
  "element-type": error<{ what: string; expected: string; found: string }>((p) => `${quoted(p.what)} takes ${p.expected}, not ${p.found}`),
  "wrong-rank": error<{ what: string; expected: string; found: string }>((p) => `${quoted(p.what)} takes ${p.expected}, not ${p.found}`),
  "index-bound": error<{ what: string; found: string; expected: string }>((p) => `\`${p.what}\` has the indices of ${p.found} classes where ${p.expected} are needed`),
  "no-bound": error<{ what: string }>((p) => `\`${p.what}\` is not of an \`index(K)\` type, so the number of classes is not known`),

  "fill-in": info<{ sizes: readonly string[] }>((p) => `this size is ${p.sizes.join(" or ")}`),
  "bad-size": error<{ size: string; what: string }>((p) => `${p.size} cannot be ${p.what}`),
  "bad-axis": error<{ axis: string; rank: number }>((p) => `there is no axis ${p.axis} in a tensor of rank ${p.rank}`),
  "ambiguous-axis": error<{ size: string; count: number }>((p) => (p.count === 0 ? `no axis has the size ${p.size}` : `${p.count} axes have the size ${p.size}`)),
  "not-an-axis": error<{ found: string }>((p) => `an axis is a number or a size, not ${p.found}`),
  "not-divisible": error<{ what: string; size: string; by: string }>((p) => `${p.what} of size ${p.size} cannot be divided into ${p.by} equal parts`),
  "elements-differ": error<{ from: string; to: string }>((p) => `${p.from} elements cannot be reshaped into ${p.to}`),
  "out-of-range": error<{ what: string; size: string; limit: string }>((p) => `${p.what} ${p.what.includes(p.size) ? "" : `${p.size} `}is out of range: the size is ${p.limit}`),
  "unproven-index": error<{ what: string; size: string; limit: string }>((p) => `${p.what} ${p.size} is not in range for every size ${p.limit} that the axis can have`),
  "bad-index": error<{ what: string }>((p) => `\`${p.what}\` is no way to index`),
  "too-many-indices": error<{ indices: number; rank: number }>((p) => `${p.indices} indices are given to a tensor of rank ${p.rank}`),
  "empty-slice": error<{ from: string; to: string }>((p) => `the slice ${p.from}:${p.to} holds no element`),
  "bad-padding": error<{ found: string }>((p) => `\`pad\` is \`valid\`, \`same\`, or whole numbers from 0, not ${p.found}`),
  "unbound-ellipsis": error(() => "`...` stands for nothing here: no input has it"),
  "symbolic-parameter": error<{ name: string; of: string; size: string }>((p) => `the shape of \`${p.name}\` in \`${p.of}\` would depend on ${p.size}, which ${p.size.includes(" ") ? "differ" : "differs"} from batch to batch`),
  "shared-weights": error<{ name: string; first: string; now: string }>((p) => `\`${p.name}\` is ${p.first} from its first use but would be ${p.now} here`),
  "initial-shape": error<{ name: string; expected: string; found: string }>((p) => `the initial value of \`${p.name}\` is ${p.found}, not ${p.expected}`),

  "carry-changes": error<{ name: string; start: string; end: string }>((p) => `\`${p.name}\` starts a position as ${p.start} but ends it as ${p.end}`),
  "unknown-range": error<{ name: string }>((p) => `nothing says how far the index \`${p.name}\` goes`),
  "index-range": error<{ name: string; first: string; now: string }>((p) => `the index \`${p.name}\` goes over ${p.first} places and over ${p.now}`),
  "index-bounds": error<{ what: string; low: string; high: string; size: string }>((p) => `\`${p.what}\` goes from ${p.low} to ${p.high}, which cannot be shown to lie in 0 to ${p.size} - 1`),
  "missing-indices": error<{ name: string }>((p) => `\`${p.name}\` stands in an index equation without indices`),
  "product-of-indices": error(() => "`@` stands in an index equation"),
  "not-elementwise": error<{ what: string }>((p) => `\`${p.what}\` changes the shape of what it is given, so its indices would mean nothing`),
  "does-not-fit": error<{ what: string; why: string }>((p) => `\`${p.what}\`: ${p.why}`),
};

/** Words stay as they are; names get backticks. */
function quoted(what: string): string {
  return /^[A-Za-z_]\w*$/.test(what) ? `\`${what}\`` : what;
}
