import { affine, termsKey } from "../../../kernel/affine.ts";
import { k } from "../../../kernel/build.ts";
import type { Expression, For, Statement } from "../../../kernel/kernel.ts";
import { bodyOf, expressionsOf, substitute, walk, walkStatements } from "../../../kernel/visit.ts";
import type { Size } from "../../../types/size.ts";
import type { Local } from "../assembler/function.ts";

/** An address that a loop moves on from turn to turn, and the elements near it. */
export interface Course {
  readonly buffer: string;
  /** The index of the first turn's element, over names from outside of the loop. */
  readonly start: Expression;
  /** In elements. */
  readonly stride: Size;
  readonly key: string;
  /** The least constant of all indices that follow this course. */
  readonly least: number;
}

/** Whether no loop is inside, but lanes. */
export function isInnermost(loop: For): boolean {
  let innermost = true;
  walkStatements(loop.body, (s) => {
    if (s.kind === "for" && !s.lanes) innermost = false;
  });
  return innermost;
}

interface Pointer {
  readonly local: Local;
  readonly least: number;
}

/** What a block of statements has: pointers, and those that are worth being made, with the least constant of their indices. */
interface Frame {
  readonly pointers: Map<string, Pointer>;
  readonly wanted: ReadonlyMap<string, number>;
}

/**
 * Addresses that innermost loops carry along instead of computing them from their index: engines do not reduce the
 * strength of these products. Indices that differ by a constant share one. So do those of one block of statements, such
 * as the results of a tile, by an address that is computed where the first of them is used.
 */
export class Pointers {
  private readonly frames: Frame[] = [];
  /** What whole-number names stand for. The index of lanes is 0: addresses are those of lane 0. */
  private readonly values = new Map<string, Expression>();
  private readonly variables = new Set<string>();

  /** A name that stands for this value from now on. */
  note(name: string, value: Expression): void {
    this.values.delete(name);
    const expanded = this.expand(value);
    if (value.type === "i32" && !this.changes(expanded)) this.values.set(name, expanded);
  }

  /** A name that has another meaning from now on; a variable may change it again. */
  forget(name: string, variable = false): void {
    this.values.delete(name);
    if (variable) this.variables.add(name);
  }

  /** The courses of a loop without loops inside. */
  courses(loop: For): readonly Course[] {
    if (!isInnermost(loop)) return [];
    const defined = new Set([loop.index]);
    walkStatements(loop.body, (s) => {
      if (s.kind === "for") defined.add(s.index);
      else if (s.kind === "let" || s.kind === "var") defined.add(s.name);
    });
    const found = new Map<string, Course>();
    const consider = (buffer: string, index: Expression, values: ReadonlyMap<string, Expression>): void => {
      const { terms, constant } = affine(expandWith(index, values));
      const own = terms.find(({ atom }) => atom.kind === "local" && atom.name === loop.index);
      const others = terms.filter((term) => term !== own);
      const least = constant.constant();
      if (!own || least === undefined) return;
      if (others.some(({ atom }) => contains(atom, (e) => e.kind === "load" || (e.kind === "local" && defined.has(e.name))))) return;
      const key = `${buffer} ${termsKey(terms)}`;
      const known = found.get(key);
      if (known && known.least <= least) return;
      const start = [...others, { atom: loop.from, factor: own.factor }].reduce((sum, { atom, factor }) => k.add(sum, k.mul(atom, k.size(factor))), k.int(least));
      found.set(key, { buffer, start, stride: own.factor, key, least });
    };
    const visit = (body: readonly Statement[], outer: ReadonlyMap<string, Expression>): void => {
      const values = new Map(outer);
      for (const s of body) {
        for (const expression of expressionsOf(s))
          walk(expression, (e) => {
            if (e.kind === "load") consider(e.buffer, e.index, values);
          });
        if (s.kind === "store") consider(s.buffer, s.index, values);
        if (s.kind === "let" && s.value.type === "i32") values.set(s.name, expandWith(s.value, values));
        else if (s.kind === "let" || s.kind === "var") values.delete(s.name);
        else if (s.kind === "for") values.delete(s.index);
        if (s.kind === "for" && s.lanes) values.set(s.index, k.int(0));
        visit(bodyOf(s), values);
      }
    };
    const values = new Map(this.values);
    values.delete(loop.index);
    visit(loop.body, values);
    return [...found.values()];
  }

  /** While the body of a loop is written. */
  during(pointers: ReadonlyMap<string, Pointer>, write: () => void): void {
    this.within({ pointers: new Map(pointers), wanted: new Map() }, write);
  }

  /** While code is written that need not run: what comes behind it cannot count on its pointers. */
  perhaps(write: () => void): void {
    this.during(new Map(), write);
  }

  /** While a block of statements is written. Gives the locals of its own pointers, which it needs no longer. */
  block(body: readonly Statement[], write: () => void): readonly Local[] {
    const frame = { pointers: new Map<string, Pointer>(), wanted: this.wanted(body) };
    this.within(frame, write);
    return [...frame.pointers.values()].map(({ local }) => local);
  }

  private within(frame: Frame, write: () => void): void {
    this.frames.push(frame);
    write();
    this.frames.pop();
  }

  /** Of the elements that a block reads and writes itself, what those have in common that differ by a constant. */
  private wanted(body: readonly Statement[]): ReadonlyMap<string, number> {
    const values = new Map(this.values);
    const found = new Map<string, { times: number; least: number }>();
    const consider = (buffer: string, index: Expression): void => {
      const place = this.place(buffer, expandWith(index, values));
      if (!place) return;
      const { times, least } = found.get(place.key) ?? { times: 0, least: place.constant };
      found.set(place.key, { times: times + 1, least: Math.min(least, place.constant) });
    };
    for (const s of body) {
      for (const expression of expressionsOf(s)) walk(expression, (e) => void (e.kind === "load" && consider(e.buffer, e.index)));
      if (s.kind === "store") consider(s.buffer, s.index);
      if (s.kind !== "let" && s.kind !== "var") continue;
      const value = expandWith(s.value, values);
      values.delete(s.name);
      if (s.kind === "let" && value.type === "i32" && !this.changes(value)) values.set(s.name, value);
    }
    return new Map([...found].filter(([, { times }]) => times > 1).map(([key, { least }]) => [key, least]));
  }

  /** What an element's index has in common with those near it, and its own constant; not of one that a statement may change. */
  private place(buffer: string, index: Expression): { readonly key: string; readonly constant: number } | undefined {
    const { terms, constant: rest } = affine(index);
    const constant = rest.constant();
    if (constant === undefined || terms.length === 0 || terms.some(({ atom }) => this.changes(atom))) return undefined;
    return { key: `${buffer} ${termsKey(terms)}`, constant };
  }

  private changes(e: Expression): boolean {
    return contains(e, (part) => part.kind === "load" || (part.kind === "local" && this.variables.has(part.name)));
  }

  /** The pointer near an element, and how many bytes behind it the element is. */
  find(buffer: string, index: Expression): { readonly local: Local; readonly offset: number } | undefined {
    if (this.frames.every(({ pointers }) => pointers.size === 0)) return undefined;
    const { terms, constant } = affine(this.expand(index));
    const value = constant.constant();
    if (value === undefined) return undefined;
    const key = `${buffer} ${termsKey(terms)}`;
    const pointer = this.frames.findLast(({ pointers }) => pointers.has(key))?.pointers.get(key);
    return pointer && value >= pointer.least ? { local: pointer.local, offset: (value - pointer.least) * 4 } : undefined;
  }

  /** Where a pointer is worth being made: how many bytes before the element it is to be, and what remembers it. */
  missing(buffer: string, index: Expression): { readonly offset: number; readonly made: (local: Local) => void } | undefined {
    const frame = this.frames.at(-1);
    if (!frame || frame.wanted.size === 0) return undefined;
    const place = this.place(buffer, this.expand(index));
    const least = place && frame.wanted.get(place.key);
    if (least === undefined) return undefined;
    return { offset: (place!.constant - least) * 4, made: (local) => void frame.pointers.set(place!.key, { local, least }) };
  }

  private expand(e: Expression): Expression {
    return expandWith(e, this.values);
  }
}

function expandWith(e: Expression, values: ReadonlyMap<string, Expression>): Expression {
  return substitute(e, (part) => (part.kind === "local" ? values.get(part.name) : undefined));
}

function contains(e: Expression, matches: (part: Expression) => boolean): boolean {
  let found = false;
  walk(e, (part) => void (found ||= matches(part)));
  return found;
}
