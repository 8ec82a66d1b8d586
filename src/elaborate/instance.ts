import type * as ast from "../syntax/ast.ts";
import type { Base } from "../syntax/ast.ts";
import type { Storage } from "../graph/graph.ts";
import type { Scope } from "./scope.ts";

/**
 * One set of weights. A constructor call makes its instance once, however often the code around it is evaluated: the
 * call's place in the source, within the instance it stands in, is the instance's identity.
 */
export class Instance {
  readonly declaration: ast.Layer;
  /** Declaring scope with the hyper-parameters bound. */
  readonly scope: Scope;
  /** `net.conv1`; empty for the model itself. */
  readonly path: string;
  /** The size hyper-parameter, for messages: `Conv 5`. */
  readonly label: string;
  readonly storages = new Map<string, Storage>();
  /** Whether it has been applied to a tensor yet: before, its parameters have no shapes. */
  applied = false;
  /** The file its weights are loaded from before training. */
  from: ast.StringLiteral | undefined;
  private readonly children = new Map<Base, Instance>();
  private readonly names = new Set<string>();
  private readonly counts = new Map<string, number>();

  constructor(declaration: ast.Layer, scope: Scope, path: string, label: string) {
    this.declaration = declaration;
    this.scope = scope;
    this.path = path;
    this.label = label;
  }

  /** The instance made at `site`, made now if it is the first time. `hint` is the variable it is assigned to. */
  child(site: Base, className: string, hint: string | undefined, make: (path: string) => Instance): Instance {
    const known = this.children.get(site);
    if (known) return known;
    const instance = make(this.join(this.freeName(className, hint)));
    this.children.set(site, instance);
    return instance;
  }

  /** This instance's storages and those of all instances inside it, in order of creation. */
  allStorages(): Storage[] {
    return [...this.storages.values(), ...[...this.children.values()].flatMap((c) => c.allStorages())];
  }

  /** This instance and those inside it whose weights come from a file. */
  loaded(): Instance[] {
    return [...(this.from ? [this] : []), ...[...this.children.values()].flatMap((c) => c.loaded())];
  }

  join(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  private freeName(className: string, hint: string | undefined): string {
    const base = className.toLowerCase();
    let name = hint;
    for (let n = this.counts.get(base) ?? 0; name === undefined || this.names.has(name); ) {
      n += 1;
      this.counts.set(base, n);
      name = `${hint ?? base}${n}`;
    }
    this.names.add(name);
    return name;
  }
}

/** The help for a layer that is asked for parameters too early. */
export function unapplied({ path }: Instance): string {
  return `\`${path}\` has parameters from its first use on, which gives them their shapes: apply it above this line`;
}
