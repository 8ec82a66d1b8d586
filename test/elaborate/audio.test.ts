import { expect, test } from "vitest";
import { array, compiled, Run } from "./support.ts";

const [size, step, count] = [16, 6, 50];
const sound = Float64Array.from({ length: 2 * count }, (_, t) => Math.sin(0.7 * t) + 0.3 * Math.cos(2.1 * t + 1) + ((t * 29) % 7) / 20);

function outputs(body: string) {
  const run = new Run(compiled(`model M {\n  input x: [N, L]\n${body}\n}`), { N: 2, L: count });
  return run.step("predict", { x: array([2, count], sound) });
}

/** |sum of w_i x_i e^(-2 pi j i k / size)|^2, from the definition. */
function power(at: number, k: number): number {
  let [real, imaginary] = [0, 0];
  for (let i = 0; i < size; i++) {
    const hann = Math.sin((Math.PI * i) / size) ** 2;
    real += hann * sound[at + i]! * Math.cos((2 * Math.PI * i * k) / size);
    imaginary += hann * sound[at + i]! * Math.sin((2 * Math.PI * i * k) / size);
  }
  return real ** 2 + imaginary ** 2;
}

test("a spectrogram is the windowed Fourier transform of each frame", () => {
  const data = outputs(`output p = spectrogram(${size}, ${step})(x)`).get("p")!;
  expect(data).toHaveLength(2 * 6 * 9);
  let compared = 0;
  for (let n = 0; n < 2; n++) {
    for (let t = 0; t < 6; t++) {
      for (let k = 0; k < 9; k++, compared++) expect(data[(n * 6 + t) * 9 + k]).toBeCloseTo(power(n * count + step * t, k), 10);
    }
  }
  expect(compared).toBe(108);
});

test("the bands are triangles on the mel scale, and a warp moves frequencies", () => {
  const mel = (f: number): number => 1127 * Math.log(1 + f / 700);
  const width = mel(4000) / 4;
  const band = (powers: readonly number[], b: number, warp: number): number =>
    powers.reduce((sum, p, k) => sum + p * Math.max(0, 1 - Math.abs(mel((warp * k * 4000) / 8) / width - (b + 1))), 0);
  const found = outputs(`p = spectrogram(${size}, ${step})(x)\noutput y = mel_bands(3)(p)\noutput z = mel_bands(3)(p, fill(1.25, [N]))`);
  const powers = Array.from({ length: 9 }, (_, k) => power(count + step * 2, k));
  for (const [name, warp] of [["y", 1], ["z", 1.25]] as const) {
    expect(found.get(name)).toHaveLength(2 * 6 * 3);
    for (let b = 0; b < 3; b++) expect(found.get(name)![(6 + 2) * 3 + b]).toBeCloseTo(band(powers, b, warp), 10);
  }
});
