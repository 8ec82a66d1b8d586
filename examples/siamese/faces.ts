// Draws faces from a seed. A person is a set of measures; each picture of it has a pose, a mood and a light of its own.

/** Pixels of a side. */
export const side = 32;
/** Pictures of each person. */
export const pictures = 12;
/** The order of the persons: the first 48 to train with, then 12 to choose a threshold with, and 12 to test with. */
export const persons = 72;

/** Uniform in [0, 1): xorshift of 32 bits. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** All lengths in halves of a face's height, greys from 0 to 1. */
interface Person {
  readonly width: number;
  readonly jaw: number;
  readonly skin: number;
  readonly hair: number;
  readonly fringe: number;
  readonly long: number;
  readonly eyes: number;
  readonly eye: number;
  readonly brow: number;
  readonly slant: number;
  readonly nose: number;
  readonly mouth: number;
  readonly lips: number;
  readonly glasses: boolean;
  readonly beard: boolean;
}

function person(u: () => number): Person {
  const between = (low: number, high: number): number => low + (high - low) * u();
  return {
    width: between(0.62, 0.88), jaw: between(0.45, 1), skin: between(0.5, 0.9), hair: u() < 0.2 ? 0.95 : between(0.03, 0.45),
    fringe: between(-0.85, -0.4), long: between(-0.6, 0.9), eyes: between(0.26, 0.42), eye: between(0.07, 0.13), brow: between(0.03, 0.09),
    slant: between(-0.35, 0.35), nose: between(0.12, 0.4), mouth: between(0.16, 0.38), lips: between(0.03, 0.09), glasses: u() < 0.25, beard: u() < 0.25,
  };
}

/** A picture of the person: `side` x `side` values from 0 to 15. */
function picture(p: Person, u: () => number): Uint8Array {
  const between = (low: number, high: number): number => low + (high - low) * u();
  const [turn, height, x0, y0] = [between(-0.16, 0.16), between(11.5, 13.5), between(14, 18), between(14.5, 17.5)];
  const [smile, gaze, look, light, ground] = [between(-0.12, 0.22), between(-0.05, 0.05), between(-0.12, 0.12), between(-0.18, 0.18), between(0.1, 0.75)];
  const out = new Uint8Array(side * side);
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      let grey = 0;
      // Four samples a pixel.
      for (const [a, b] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) {
        const [dx, dy] = [(i + a - x0) / height, (j + b - y0) / height];
        const [x, y] = [dx * Math.cos(turn) + dy * Math.sin(turn), dy * Math.cos(turn) - dx * Math.sin(turn)];
        grey += (shade(p, x, y, { smile, gaze, look }) ?? ground) / 4;
      }
      const noisy = grey * (1 + light * ((i - side / 2) / side)) + 0.07 * (u() + u() - 1);
      out[j * side + i] = Math.round(15 * Math.min(1, Math.max(0, noisy)));
    }
  }
  return out;
}

interface Mood {
  readonly smile: number;
  readonly gaze: number;
  readonly look: number;
}

/** The grey of a point of the face, from the front to the back; nothing beside it. */
function shade(p: Person, x: number, y: number, { smile, gaze, look }: Mood): number | undefined {
  // The further front, the more a part moves when the head turns.
  const f = x - look;
  const side = Math.abs(f) - p.eyes;
  const outline = y < 0 ? (x / p.width) ** 2 + y ** 2 : (x / (p.width * (1 - (1 - p.jaw) * 0.45 * y * y))) ** 2 + y ** 2;
  const [eye, rim] = [Math.hypot(side, (y + 0.12) * 1.3), Math.hypot(side, y + 0.1)];
  if (p.glasses && rim < 0.24 && rim > 0.17) return 0.05;
  if (outline < 1 && y < p.fringe + 0.12 * Math.cos(5 * x)) return p.hair;
  if (outline < 1) {
    if (eye < p.eye) return Math.hypot(Math.abs(f) - p.eyes - gaze * Math.sign(f), (y + 0.12) * 1.3) < p.eye * 0.55 ? 0.05 : 0.98;
    if (Math.abs(side) < 0.15 && Math.abs(y + 0.34 - p.slant * side) < p.brow) return Math.min(p.hair, 0.5) * 0.6;
    if (Math.abs(f) < 0.05 + 0.04 * p.nose && y > -0.1 && y < -0.1 + p.nose) return p.skin - 0.22;
    if (Math.abs(f) < p.mouth && Math.abs(y - 0.48 - smile * (0.5 - (f / p.mouth) ** 2)) < p.lips) return 0.18;
    if (p.beard && y > 0.05 && outline > 0.42) return p.hair * 0.7 + 0.1;
    return p.skin;
  }
  return Math.abs(x) < p.width + 0.13 && (y < 0 ? x * x / (p.width + 0.13) ** 2 + (y / 1.1) ** 2 < 1 : y < p.long) ? p.hair : undefined;
}

/** All pictures of all persons, one person after the other. */
export function faces(seed = 1): readonly Uint8Array[] {
  const u = generator(seed);
  return Array.from({ length: persons }, () => person(u)).flatMap((p) => Array.from({ length: pictures }, () => picture(p, u)));
}
