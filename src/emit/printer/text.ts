/** A printed expression, with how strongly it binds, so that parentheses stand only where they are needed. */
export interface Text {
  readonly text: string;
  readonly strength: number;
}

/** As in C, JavaScript and WGSL, weakest first. */
export const strength = {
  conditional: 1,
  or: 2,
  and: 3,
  bits: 4,
  equality: 5,
  relational: 6,
  shift: 7,
  sum: 8,
  product: 9,
  unary: 10,
  call: 11,
  atom: 12,
} as const;

export function atom(text: string): Text {
  return { text, strength: strength.atom };
}

export function call(name: string, values: readonly Text[]): Text {
  return { text: `${name}(${values.map((v) => v.text).join(", ")})`, strength: strength.call };
}

/** The text, in parentheses if it binds less strongly than `least`. */
export function atLeast(value: Text, least: number): string {
  return value.strength < least ? `(${value.text})` : value.text;
}

/** `left operator right`, grouping to the left: a right operand of the same strength keeps its parentheses. */
export function infix(left: Text, operator: string, right: Text, own: number): Text {
  return { text: `${atLeast(left, own)} ${operator} ${atLeast(right, own + 1)}`, strength: own };
}

/** Comparisons do not chain. */
export function comparison(left: Text, operator: string, right: Text, own: number): Text {
  return { text: `${atLeast(left, own + 1)} ${operator} ${atLeast(right, own + 1)}`, strength: own };
}

export function prefix(operator: string, operand: Text): Text {
  const inner = atLeast(operand, strength.unary);
  return { text: operator + (inner.startsWith(operator) ? `(${inner})` : inner), strength: strength.unary };
}
