import { Size } from "../../../src/types/size.ts";
import { hasWidth, isReal, N, type Draft, type Place, type Value } from "../draft.ts";

/** Makes one value of a kind; undefined where it finds nothing to make it of. */
export interface Piece {
  readonly name: string;
  readonly make: (d: Draft) => Value | undefined;
  /** Where it may stand; anywhere unless said. */
  readonly places?: readonly Place[];
}

export const anywhereThatOwns: readonly Place[] = ["model", "layer", "scan"];

/** A small number for a new axis. */
export function width(d: Draft): Size {
  return Size.of(d.random.whole(2, 4));
}

/** A size of a sequence or an image: mostly a name. */
export function extent(d: Draft, name: string, least: number): Size {
  if (d.chance(0.6)) {
    const symbol = Size.symbol(name);
    d.sizes.set(name, symbol);
    d.use("symbolic size");
    return symbol;
  }
  return Size.of(d.random.whole(least, least + 2));
}

/** [N, D], a sequence [N, T, D], an image [N, H, W, C] or a volume. */
export const features = (d: Draft): Value | undefined => rank(d, 2) ?? d.fresh([N, width(d)]);
export const sequence = (d: Draft): Value | undefined => rank(d, 3) ?? (d.place === "model" ? d.input([N, extent(d, "T", 3), width(d)]) : undefined);
export const image = (d: Draft): Value | undefined => rank(d, 4) ?? (d.place === "model" ? d.input([N, extent(d, "H", 4), extent(d, "W", 4), width(d)]) : undefined);
export const volume = (d: Draft): Value | undefined => rank(d, 5) ?? (d.place === "model" ? d.input([N, Size.of(3), Size.of(3), Size.of(4), Size.of(2)]) : undefined);

function rank(d: Draft, rank: number): Value | undefined {
  return d.chance(0.75) ? d.pick((v) => hasWidth(v) && v.shape.length === rank && v.shape[0]!.equals(N)) : undefined;
}

/** Any real tensor with at least `least` axes. */
export function any(d: Draft, least = 0): Value | undefined {
  const found = d.chance(0.85) ? d.pick((v) => isReal(v) && v.shape.length >= least) : undefined;
  return found ?? d.random.pick([features, features, sequence, image])(d) ?? d.pick((v) => isReal(v) && v.shape.length >= least);
}

/** An argument with a default, now and then. */
export function option(d: Draft, text: string, probability = 0.4): string {
  return d.chance(probability) ? `, ${text}` : "";
}

/** The result of `callee` on x in one of the ways to write it; `second` arguments follow. */
export function applied(d: Draft, x: Value, constructor: string, shape: readonly Size[], reach: number, second = ""): Value {
  const name = constructor.split("(")[0]!;
  if (!d.world.declarations.some((text) => text.includes(`layer ${name}(`))) d.use(name);
  const rest = second === "" ? "" : `, ${second}`;
  const bare = constructor.endsWith("()") ? constructor.slice(0, -2) : constructor;
  if ((d.place === "model" || d.place === "layer") && d.chance(0.5)) {
    const instance = d.world.fresh("net");
    d.lines.push(`${instance} = ${constructor}`);
    if (d.place === "model") remember(d, instance, name);
    const first = d.name(`${instance}(${x.text}${rest})`, shape, { reach });
    const twin = d.pick((v) => v !== x && v.element === x.element && v.bound === x.bound && v.shape.length === x.shape.length && v.shape.every((s, i) => s.equals(x.shape[i]!)) && v !== first);
    if (twin && d.chance(0.5)) {
      d.use("shared instance");
      d.name(`${instance}(${twin.text}${rest})`, shape, { reach });
    }
    return first;
  }
  if (d.chance(0.5)) return d.name(`${constructor}(${x.text}${rest})`, shape, { reach });
  return d.name(`${x.text} |> ${second === "" ? bare : `${constructor}(${second})`}`, shape, { reach });
}

/** What `over` and `l2` may name: parts with parameters, and with weights. */
function remember({ world }: Draft, instance: string, constructor: string): void {
  const declared = world.declarations.find((text) => text.includes(`layer ${constructor}(`));
  const weights = (name: string): boolean => /^(Dense|\w*Conv\w*|\w*LSTM|\w*GRU|\w*RNN|Embedding|\w*Attention)$/.test(name);
  const made = declared === undefined ? [constructor] : [...declared.matchAll(/\b([A-Z]\w+)\(/g)].map((m) => m[1]!);
  const own = declared !== undefined && /^ *param /m.test(declared);
  if (own || made.some((name) => weights(name) || name.endsWith("Norm"))) world.parts.push(instance);
  if (declared === undefined && weights(constructor)) world.instances.push(instance);
}
