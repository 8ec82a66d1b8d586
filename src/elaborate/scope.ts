import { closest, distance } from "fastest-levenshtein";
import type { Value } from "./value.ts";

/** Names and what they stand for; an inner scope hides the outer one. */
export class Scope {
  private readonly values = new Map<string, Value>();
  readonly parent: Scope | undefined;
  /** Finds names that are made on demand: the standard library, imports. */
  private readonly fallback: ((name: string) => Value | undefined) | undefined;
  private readonly fallbackNames: () => Iterable<string>;

  constructor(parent?: Scope, fallback?: (name: string) => Value | undefined, fallbackNames: () => Iterable<string> = () => []) {
    this.parent = parent;
    this.fallback = fallback;
    this.fallbackNames = fallbackNames;
  }

  /** A new scope inside this one. */
  inner(): Scope {
    return new Scope(this);
  }

  define(name: string, value: Value): void {
    this.values.set(name, value);
  }

  /** Whether this very scope has the name. */
  owns(name: string): boolean {
    return this.values.has(name);
  }

  find(name: string): Value | undefined {
    return this.values.get(name) ?? this.fallback?.(name) ?? this.parent?.find(name);
  }

  names(): string[] {
    return [...new Set([...this.values.keys(), ...this.fallbackNames(), ...(this.parent?.names() ?? [])])];
  }

  /** The known name that looks most like a mistyped one, if any is near. */
  suggest(name: string): string | undefined {
    return nearest(name, this.names());
  }
}

/** The candidate within a third of the word's length, or that differs by case only. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const sameLetters = candidates.find((c) => c.toLowerCase() === word.toLowerCase());
  if (sameLetters) return sameLetters;
  const best = closest(word, [...candidates]);
  return distance(word, best) <= Math.max(1, Math.floor(word.length / 3)) ? best : undefined;
}
