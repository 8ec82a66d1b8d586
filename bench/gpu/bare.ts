import { compile } from "../../src/compile.ts";
import { stagesOfStep, Tables } from "../../src/emit/wgsl/tables.ts";
import { targets } from "../../src/emit/targets.ts";
import { callsOf } from "../../src/emit/host/loops.ts";
import { elements } from "../../src/types/tensor.ts";

/** A shader alone, as `kernels.mjs` runs it. */
export interface BareKernel {
  readonly name: string;
  readonly code: string;
  /** Workgroups. */
  readonly groups: number;
  /** In the order of its bindings: what it is of the model, and its elements. */
  readonly buffers: readonly { readonly name: string; readonly length: number }[];
  /** What counts: operations of a product, or bytes of what is done to each element. */
  readonly unit: "TFLOP/s" | "TB/s";
  readonly work: number;
  /** What an element of the result is, so that some can be checked: a row times a column of n numbers, or 2.5 x + y. */
  readonly check: { readonly product: number } | "sum";
}

/** A product of square matrices of each size, and 2.5 x + y over so many elements. */
export function bareKernels(sizes: readonly number[], length: number): readonly BareKernel[] {
  return [
    ...sizes.map((n) => ({ ...kernelOf(`input x: [${n}, ${n}]\n  input y: [${n}, ${n}]\n  output z = x @ y`), name: `product ${n}`, unit: "TFLOP/s" as const, work: 2 * n ** 3, check: { product: n } })),
    { ...kernelOf(`input x: [${length}]\n  input y: [${length}]\n  output z = 2.5 * x + y`), name: `2.5 x + y, ${length} elements`, unit: "TB/s", work: 12 * length, check: "sum" },
  ];
}

/** The one dispatch of a model that takes x and y and gives z. */
function kernelOf(body: string): Pick<BareKernel, "code" | "groups" | "buffers"> {
  const { plans, diagnostics } = compile({ name: "bare.nnet", text: `model Bare {\n  ${body}\n}\n` }, { load: () => undefined, sizes: {}, target: targets.get("wgsl")! });
  const program = plans[0]?.programs.find(({ name }) => name === "predict");
  const [step, ...others] = program ? callsOf(program.steps) : [];
  if (!step || others.length > 0) throw new Error(diagnostics[0]?.message ?? "the model is not one kernel");
  const [stage, ...more] = stagesOfStep(step);
  if (!stage || more.length > 0) throw new Error("the kernel is not one dispatch");
  const { kernel, count } = new Tables({ sizes: [], positions: new Set(), pool: [] }).dispatch({ parts: [{ ...stage, label: step.kernel }] }, false);
  const buffers = step.kernel.buffers.map(({ access }, i) => {
    const place = step.places[i]!;
    return { name: access === "read" && place.kind === "input" ? place.name : "z", length: elements(place.type).evaluate({}) };
  });
  return { code: [...kernel.functions.values(), kernel.code].join("\n"), groups: count.evaluate({}), buffers };
}
