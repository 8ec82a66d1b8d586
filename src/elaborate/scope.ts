import { closest } from "../base/closest.ts";
import type { Span } from "../base/source.ts";
import type { Value } from "./value.ts";

/** Names and what they stand for; an inner scope hides the outer one. */
export class Scope {
  private readonly values = new Map<string, Value>();
  /** The arguments that parameters were given. */
  private readonly sites = new Map<string, Span>();
  /** Where names of this block get their values: for messages about names that are used too early. */
  private readonly announced = new Map<string, Span>();
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

  /** `site` is the argument in which a parameter was given its value. */
  define(name: string, value: Value, site?: Span): void {
    this.values.set(name, value);
    if (site) this.sites.set(name, site);
    else this.sites.delete(name);
  }

  /** The argument that gave a parameter its value. */
  site(name: string): Span | undefined {
    return this.values.has(name) ? this.sites.get(name) : this.parent?.site(name);
  }

  announce(name: string, span: Span): void {
    if (!this.announced.has(name)) this.announced.set(name, span);
  }

  /** Where a name gets its value further down. */
  later(name: string): Span | undefined {
    return this.announced.get(name) ?? this.parent?.later(name);
  }

  /** Whether this very scope has the name. */
  owns(name: string): boolean {
    return this.values.has(name);
  }

  find(name: string): Value | undefined {
    return this.values.get(name) ?? this.fallback?.(name) ?? this.parent?.find(name);
  }

  /** What a name would stand for if the innermost definition were not there. */
  hidden(name: string): Value | undefined {
    return this.values.has(name) ? (this.fallback?.(name) ?? this.parent?.find(name)) : this.parent?.hidden(name);
  }

  names(): string[] {
    return [...new Set([...this.values.keys(), ...this.fallbackNames(), ...(this.parent?.names() ?? [])])];
  }

  /** The known name that looks most like a mistyped one, if any is near. */
  suggest(name: string): string | undefined {
    return closest(name, this.names());
  }
}
