/** The only place where text that a user wrote becomes part of a program: none of it can change what the program does. */

/** For `//` and `/* … *\/` comments: one line, no end of comment, no directive for a compiler, nothing invisible. */
export function commentText(text: string): string {
  return visible(text.replace(/[\p{Zl}\p{Zp}\p{Cc}]+/gu, " "))
    .replace(/\*\//g, "* /")
    .replace(/@(?=ts-|jsx|license|preserve)/gi, "@ ")
    .trim();
}

/** A string literal in double quotes. */
export function stringLiteral(text: string): string {
  return visible(JSON.stringify(text).replace(/[\p{Zl}\p{Zp}]/gu, escapeUnit));
}

/** A template literal of several lines; nothing in it is evaluated. */
export function templateLiteral(text: string): string {
  return `\`\n${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
}

/** The key of a member in an interface or a type. */
export function typeKey(name: string): string {
  return isPlainKey(name) ? name : stringLiteral(name);
}

/** The key of a property in an object literal; `__proto__` must be computed to be one. */
export function propertyKey(name: string): string {
  if (isPlainKey(name)) return name;
  return name === "__proto__" ? `["__proto__"]` : stringLiteral(name);
}

/** `.name`, or `["any text"]`. */
export function access(name: string): string {
  return isPlainKey(name) ? `.${name}` : `[${stringLiteral(name)}]`;
}

/** An identifier that resembles the text; not yet unique, and possibly a reserved word: see `Names`. */
export function identifierText(text: string): string {
  const letters = text.replace(/[^A-Za-z0-9_$]+/g, "_");
  return /^[0-9]/.test(letters) || letters === "" ? `_${letters}` : letters;
}

function isPlainKey(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__";
}

/** Escapes what cannot be seen: controls, formatting (bidirectional too), private and unassigned characters, lone surrogates. */
function visible(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeUnit);
}

function escapeUnit(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
