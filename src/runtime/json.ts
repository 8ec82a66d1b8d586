import { ModelError } from "./error.ts";

export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

/** JSON with objects as maps, so that any key is data; refuses duplicate keys, which JSON.parse would hide. */
export function parseJson(text: string): Json {
  const cursor: JsonCursor = { text, at: 0 };
  const value = jsonValue(cursor, nextToken(cursor), 0);
  if (/[^ \t\n\r]/.test(text.slice(cursor.at))) throw badJson(cursor);
  return value;
}

interface JsonCursor {
  readonly text: string;
  at: number;
}

const jsonToken = /[ \t\n\r]*([{}[\],:]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)/y;

function nextToken(cursor: JsonCursor): string {
  jsonToken.lastIndex = cursor.at;
  const token = jsonToken.exec(cursor.text)?.[1];
  if (token === undefined) throw badJson(cursor);
  cursor.at = jsonToken.lastIndex;
  return token;
}

function jsonValue(cursor: JsonCursor, token: string, depth: number): Json {
  if (depth > 16) throw badJson(cursor);
  if (token === "{") return jsonObject(cursor, depth);
  if (token === "[") return jsonArray(cursor, depth);
  if ("}],:".includes(token)) throw badJson(cursor);
  const leaf: string | number | boolean | null = JSON.parse(token);
  return leaf;
}

function jsonObject(cursor: JsonCursor, depth: number): ReadonlyMap<string, Json> {
  const members = new Map<string, Json>();
  let token = nextToken(cursor);
  while (token !== "}") {
    if (!token.startsWith('"')) throw badJson(cursor);
    const key: string = JSON.parse(token);
    if (members.has(key)) throw new ModelError("bad-file", `the header has the key ${token} twice`);
    if (nextToken(cursor) !== ":") throw badJson(cursor);
    members.set(key, jsonValue(cursor, nextToken(cursor), depth + 1));
    token = nextToken(cursor);
    if (token === "}") break;
    if (token !== ",") throw badJson(cursor);
    token = nextToken(cursor);
    if (token === "}") throw badJson(cursor);
  }
  return members;
}

function jsonArray(cursor: JsonCursor, depth: number): readonly Json[] {
  const items: Json[] = [];
  let token = nextToken(cursor);
  while (token !== "]") {
    items.push(jsonValue(cursor, token, depth + 1));
    token = nextToken(cursor);
    if (token === "]") break;
    if (token !== ",") throw badJson(cursor);
    token = nextToken(cursor);
    if (token === "]") throw badJson(cursor);
  }
  return items;
}

function badJson(cursor: JsonCursor): ModelError {
  return new ModelError("bad-file", `the header is not valid JSON near character ${cursor.at}`);
}
