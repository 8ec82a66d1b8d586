import { expect, test } from "vitest";
import { checked, close, from, noise, range, total, type Found } from "./support.ts";

/** Mean 0 and variance 1 over places and the channels of a group, element by element. */
function normalized(x: ReturnType<typeof noise>, groups: number): ReturnType<typeof noise> {
  const [n, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const places = x.data.length / n / channels;
  const width = channels / groups;
  const flat = from([n, places, channels], (b, p, c) => {
    const start = Math.floor(c! / width) * width;
    const group = range(places).flatMap((q) => range(width).map((k) => x.data[(b! * places + q) * channels + start + k]!));
    const m = total(group) / group.length;
    const v = total(group.map((y) => (y - m) ** 2)) / group.length;
    return ((x.data[(b! * places + p!) * channels + c!]! - m) / Math.sqrt(v + 1e-5)) * (c! + 1) - c!;
  });
  return { shape: x.shape, data: flat.data };
}

const gains = (name: string) => ({ [`${name}.gamma`]: [1, 2, 3, 4, 5, 6], [`${name}.beta`]: [-0, -1, -2, -3, -4, -5] });

test.each([[[2, 3, 6]], [[2, 2, 3, 6]], [[1, 2, 2, 2, 6]]])("GroupNorm and InstanceNorm of %j", (shape) => {
  const x = noise(shape, 1, 2);
  let compared = 0;
  const compare = (found: Found, groups: number): void => {
    compared += close(found, normalized(x, groups));
  };
  for (const groups of [1, 2, 3]) compare(checked(`x |> GroupNorm(${groups})`, { real: { x }, set: gains("groupnorm1") }), groups);
  compare(checked("x |> InstanceNorm", { real: { x }, set: gains("instancenorm1.groupnorm1") }), 6);
  expect(compared).toBe(4 * x.data.length);
});
