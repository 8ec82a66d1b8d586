import type { Place, Step } from "../../schedule/plan.ts";
import type { Engine } from "../host/engine.ts";
import type { Host } from "../host/host.ts";
import { callsOf } from "../host/loops.ts";
import { blockNames, blockOf } from "../host/memory.ts";
import { type Guarded, guarded } from "../host/guarded.ts";
import { emittedPrograms, inputsRead, programKey } from "../host/public.ts";
import { stepSizes } from "../host/sizes.ts";
import { stringLiteral } from "../typescript/text.ts";
import type { Signature } from "./assembler/function.ts";
import { ModuleBuilder, type Binary } from "./assembler/module.ts";
import { largestOffset } from "./code/address.ts";
import { writeAreFinite } from "./code/finite.ts";
import { Helpers } from "./code/helpers.ts";
import { writeKernel } from "./code/kernel.ts";
import { writeProgram } from "./code/program.ts";
import { setting } from "./code/threads.ts";
import { packBytes } from "./packing/packed.ts";

/** Runs a program by one call into the binary, which is embedded in the module as text. */
export function wasmEngine(host: Host): Engine {
  const binary = assemble(host);
  const start = host.runtime.name("startWasm");
  const text = host.names.of("wasm binary", "wasmBinary");
  return {
    title: "WebAssembly",
    memory: {
      asynchronous: true,
      margin: largestOffset,
      options: [
        {
          name: "relaxed",
          type: "boolean",
          fallback: "true",
          doc: "Whether multiplications and additions may be fused, where the engine can: faster, but the last bits then depend on the machine.",
        },
        {
          name: "threads",
          type: "number",
          fallback: "1",
          doc: "How many threads share the work, in Node.js and on cross-origin-isolated pages: at most as many as there are processors. The numbers are the same to the bit. `close` ends them.",
        },
      ],
      statements: [
        `const wasm = await ${start}(${text}, ${binary.bytes.length}, layout.bytes, layout.offsets, relaxed, threads, ${binary.sharing});`,
        "const { buffer } = wasm;",
      ],
      members: ["programs: wasm.programs", ...(readsReals(host) ? ["finite: wasm.finite"] : []), "close: wasm.close"],
      closes: true,
    },
    areFinite: "m.finite",
    run: (run, refuse) => {
      const call = stepsOf(run).length === 0 ? undefined : `m.programs[${stringLiteral(programKey(run.program))}]!(${stepSizes(host, run.program).map(host.sizeName).join(", ")})`;
      if (!call || refuse.length === 0) return [...(call ? [`${call};`] : []), ...refuse];
      return [`if (${call} === 0) {`, ...refuse.map((line) => `  ${line}`), "}"];
    },
    step: (step) => [`m.programs[${stringLiteral(stepName(host, step))}]!(${step.kernel.sizes.map(host.sizeName).join(", ")});`],
    sections: () => [
      `/** ${Math.ceil(binary.bytes.length / 1024)} KiB of WebAssembly as text: all kernels, and the programs that call them. */\nconst ${text} =\n  "${packBytes(binary.bytes)}";`,
    ],
  };
}

/** The binary, which imports the addresses of all blocks of memory, in their order. */
function assemble(host: Host): Binary {
  const module = new ModuleBuilder();
  const helpers = new Helpers(module);
  const threads = { team: { part: setting(module, "part"), parts: setting(module, "parts") }, meet: helpers.meet };
  const kernels = new Map<Step["kernel"], Signature>();
  const kernel = (step: Step): Signature => {
    const known = kernels.get(step.kernel);
    if (known) return known;
    const written = writeKernel(module, step.kernel, helpers);
    kernels.set(step.kernel, written);
    return written;
  };
  if (readsReals(host)) module.function("are_finite", ["i", "i"], ["i"], true, writeAreFinite);
  const programs = emittedPrograms(host).map((program) => guarded(host, program)).filter((run) => stepsOf(run).length > 0);
  // Kernels first: a program is written when all that it calls has its number.
  for (const run of programs) callsOf(stepsOf(run)).forEach(kernel);
  for (const block of blockNames(host)) module.global(block);
  const address = (place: Place): number => module.global(blockOf(place));
  for (const run of programs) {
    if (!host.timed) writeProgram(module, { ...run, sizes: stepSizes(host, run.program), kernel, address, ...threads });
    // The steps of a module that is measured are programs of their own.
    else for (const step of callsOf(stepsOf(run))) writeProgram(module, { program: { ...run.program, name: stepName(host, step) }, steps: [step], sizes: step.kernel.sizes, kernel, address, ...threads });
  }
  return module.finish(host.named);
}

/** Whether a program is given reals, which must be finite. */
function readsReals(host: Host): boolean {
  return inputsRead(host.plan).some(({ type }) => type.dtype === "f32");
}

function stepName(host: Host, step: Step): string {
  return `step ${host.timed?.get(step)}`;
}

function stepsOf({ steps, guard }: Guarded): Guarded["steps"] {
  return [...steps, ...(guard?.steps ?? [])];
}
