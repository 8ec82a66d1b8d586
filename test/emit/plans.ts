import { k } from "../../src/kernel/build.ts";
import type { BufferParameter, Expression, Kernel, Statement } from "../../src/kernel/kernel.ts";
import type { ModuleInterface, Place, Plan, Program, Step } from "../../src/schedule/plan.ts";
import { Size } from "../../src/types/size.ts";
import { elements, scalar, tensor, type DType, type TensorType } from "../../src/types/tensor.ts";

export const N = Size.symbol("N");

/** A kernel with the sizes that it uses. */
export function kernel(name: string, buffers: readonly BufferParameter[], body: readonly Statement[], equations: readonly string[] = []): Kernel {
  const sizes = new Set<string>(buffers.flatMap((b) => b.length.symbols()));
  return { name, doc: { source: ["linear.nnet:3  y = x * w"], equations }, buffers, sizes: [...sizes].sort(), body };
}

export function buffer(name: string, access: BufferParameter["access"], length: Size | number, dtype: DType = "f32"): BufferParameter {
  return { name, dtype, access, length: Size.of(length) };
}

export function loop(index: string, to: Size | number, body: readonly Statement[]): Statement {
  return { kind: "for", index, from: k.int(0), to: k.size(to), body };
}

export function store(name: string, index: Expression, value: Expression): Statement {
  return { kind: "store", buffer: name, index, value };
}

export const i = k.local("i", "i32");

/**
 * y = x . w, nll = mean (y - t)^2, w := w - 0.1 * dw, for x: [N, 3] and t: [N]; `noise` in the first weights. `rename`
 * changes the names that a user would have given.
 */
export function linearPlan(rename: (name: string) => string = (name) => name, phases: readonly string[] = [""], change: Partial<ModuleInterface> = {}): Plan {
  const N = Size.symbol(rename("N"));
  const n = k.local("n", "i32");
  const f = (name: string): Expression => k.local(name, "f32");
  const x = { kind: "input", name: rename("x"), type: tensor("f32", [N, 3]) } satisfies Place;
  const t = { kind: "input", name: rename("t"), type: tensor("f32", [N]) } satisfies Place;
  const label = { kind: "input", name: rename("label"), type: tensor("i32", [N], 5) } satisfies Place;
  const w = { kind: "storage", name: rename("net.w"), type: tensor("f32", [3]) } satisfies Place;
  const clock = (name: string): Place => ({ kind: "storage", name, type: scalar("i32") });
  const slot = (slot: number, type: TensorType): Place => ({ kind: "slot", slot, type });
  const y = slot(0, tensor("f32", [N]));
  const nll = slot(1, scalar());
  const share = slot(2, scalar());

  const start = kernel(
    "init_w",
    [buffer("w", "write", 3), buffer("seed", "read", 1, "i32")],
    [loop("i", 3, [store("w", i, k.call("random_normal", k.load("seed", "i32", k.int(0)), k.int(0), k.int(77), i))])],
    ["w[i] ~ normal"],
  );
  const forward = kernel(
    rename("forward"),
    [buffer("x", "read", N.mul(3)), buffer("w", "read", 3), buffer("y", "write", N)],
    [
      loop("n", N, [
        { kind: "var", name: "acc", value: k.const(0) },
        loop("i", 3, [{ kind: "assign", name: "acc", value: k.add(f("acc"), k.mul(k.load("x", "f32", k.add(k.mul(n, k.int(3)), i)), k.load("w", "f32", i))) }]),
        store("y", n, f("acc")),
      ]),
    ],
    ["y[n] = sum[i] x[n, i] * w[i]"],
  );
  const difference = k.sub(k.load("y", "f32", n), k.load("t", "f32", n));
  const loss = kernel(
    "loss",
    [buffer("y", "read", N), buffer("t", "read", N), buffer("nll", "write", 1)],
    [
      { kind: "var", name: "acc", value: k.const(0) },
      loop("n", N, [{ kind: "let", name: "d", value: difference }, { kind: "assign", name: "acc", value: k.add(f("acc"), k.mul(f("d"), f("d"))) }]),
      store("nll", k.int(0), k.div(f("acc"), k.convert(k.size(N), "f32"))),
    ],
    ["nll = mean[n] (y[n] - t[n])^2"],
  );
  const even = kernel(
    "share_even",
    [buffer("label", "read", N, "i32"), buffer("share", "write", 1)],
    [
      { kind: "var", name: "acc", value: k.const(0) },
      loop("n", N, [
        { kind: "assign", name: "acc", value: k.add(f("acc"), k.convert(k.eq(k.mod(k.load("label", "i32", n), k.int(2)), k.int(0)), "f32")) },
      ]),
      store("share", k.int(0), k.div(f("acc"), k.convert(k.size(N), "f32"))),
    ],
  );
  const update = kernel(
    "update_w",
    [buffer("x", "read", N.mul(3)), buffer("y", "read", N), buffer("t", "read", N), buffer("w", "read-write", 3)],
    [
      loop("i", 3, [
        { kind: "var", name: "acc", value: k.const(0) },
        loop("n", N, [{ kind: "assign", name: "acc", value: k.add(f("acc"), k.mul(difference, k.load("x", "f32", k.add(k.mul(n, k.int(3)), i)))) }]),
        store("w", i, k.sub(k.load("w", "f32", i), k.mul(k.const(0.1), k.div(k.mul(k.const(2), f("acc")), k.convert(k.size(N), "f32"))))),
      ]),
    ],
    ["w[i] = w[i] - 0.1 * d w[i]"],
  );
  const tick = kernel("tick", [buffer("step", "read-write", 1, "i32")], [store("step", k.int(0), k.add(k.load("step", "i32", k.int(0)), k.int(1)))]);

  const step = (used: Kernel, ...places: Place[]): Step => ({ kernel: used, places });
  const shared = [step(forward, x, w, y), step(loss, y, t, nll), step(even, label, share)];
  const quantities = [
    { name: rename("nll"), type: scalar(), place: nll },
    { name: rename("share"), type: scalar(), place: share },
  ];
  const names = [x.name, t.name, label.name];
  const trains = phases.map((phase): Program => ({
    name: phase === "" ? "train" : `train.${phase}`,
    steps: [...shared, step(update, x, y, t, w), step(tick, clock("step"))],
    results: quantities,
    inputs: names,
  }));
  const programs: Program[] = [
    { name: "init", steps: [step(start, w, clock("seed"))], results: [], inputs: [] },
    ...trains,
    { name: "evaluate", steps: shared, results: quantities, inputs: names },
    { name: "predict", steps: [step(forward, x, w, y)], results: [{ name: rename("y"), type: y.type, place: y }], inputs: [x.name] },
  ];
  const module: ModuleInterface = {
    name: rename("Linear"),
    doc: rename("A line through points."),
    file: rename("linear.nnet"),
    sizes: [rename("N")],
    inputs: [x, t, label].map(({ name, type }) => ({ name, type, doc: rename("given") })),
    outputs: [{ name: rename("y"), type: y.type }],
    losses: [{ name: rename("nll"), type: scalar(), doc: rename("the loss") }],
    metrics: [{ name: rename("share"), type: scalar() }],
    storages: [
      { name: w.name, type: w.type, role: "param" },
      ...["step", "epoch", "seed"].map((name) => ({ name, type: scalar("i32"), role: "clock" as const })),
    ],
    phases: phases.map((name, p) => ({ name, program: trains[p]!.name, batch: 4, epochs: 2, seed: 7, over: [w.name] })),
    requirements: [{ kind: "at-least", size: N, least: 2, why: rename("the mean of two") }],
    data: [],
    weights: [],
    ...change,
  };
  return { module, kernels: [start, forward, loss, even, update, tick], slots: [{ bytes: [elements(y.type).mul(4)] }, { bytes: [Size.of(4)] }, { bytes: [Size.of(4)] }], programs };
}
