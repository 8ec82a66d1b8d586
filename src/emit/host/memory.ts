import CodeBlockWriter from "code-block-writer";
import type { Place, Storage } from "../../schedule/plan.ts";
import type { Size } from "../../types/size.ts";
import { elements, scalar, typeText } from "../../types/tensor.ts";
import { runtimeNames } from "../inline.ts";
import { Names } from "../typescript/names.ts";
import { commentText, stringLiteral } from "../typescript/text.ts";
import { writeDoc } from "./doc.ts";
import type { Engine } from "./engine.ts";
import { placeKey, type Host } from "./host.ts";
import { callsOf } from "./loops.ts";
import { emittedPrograms, inputsRead } from "./public.ts";

/** Everything that is saved: the plan's storages but for scratch memory, and the clock even where no program reads it. */
export function savedStorages(host: Host): readonly Storage[] {
  return storagesOf(host).filter(({ role }) => role !== "scratch");
}

const clock = ["step", "epoch", "seed"];

/** The class reads the clock under its plain names. */
function isClock(key: string): boolean {
  return clock.some((name) => key === `storage ${name}`);
}

function storagesOf(host: Host): readonly Storage[] {
  const { storages } = host.module;
  const missing = clock.filter((name) => !storages.some((s) => s.name === name));
  return [...storages, ...missing.map((name): Storage => ({ name, type: scalar("i32"), role: "clock" }))];
}

/** The function that makes all memory of a model, and its type. It has the views that are used when it is written: by all other sections. */
export function memoryText(host: Host, { memory }: Engine): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  const sizes = allocatedSizes(host, memory).map(host.sizeName);
  const locals = new Names([...runtimeNames, ...sizes, "layout", "buffer", "wasm", "model", ...memory.options.map(({ name }) => name)]);
  const all = viewsOf(placesOf(host), host);
  const viewed = all.filter(({ key }) => host.viewed.has(key) || isClock(key));
  const saved = savedStorages(host).map((storage) => ({ ...storage, view: all.find(({ key }) => key === placeKey({ kind: "storage", name: storage.name, type: storage.type }))! }));
  const local = (block: string): string => locals.of(block, block.replace(/^slot /, "slot").replace(/^input /, "input_"));
  writeDoc(writer, "All memory of one model, for the largest sizes: weights, inputs, and slots that the values of a step share.");
  const parameters = [...sizes.map((name) => `${name}: number`), ...memory.options.map(({ name, type }) => `${name}: ${type}`)];
  writer.write(`${memory.asynchronous ? "async " : ""}function allocate(${parameters.join(", ")})`).block(() => {
    const margin = memory.margin === undefined ? "();" : `(${memory.margin}); // Addresses may be computed from somewhat before a block.`;
    writer.writeLine(`const layout = new ${host.runtime.name("Layout")}${margin}`);
    const here = memory.elsewhere ? all.filter((view) => viewed.includes(view) || saved.some((storage) => storage.view === view)) : all;
    const lengths = new Map(here.map((view) => [view.block, view.length]));
    const read = new Set([...viewed, ...saved.map(({ view }) => view)].map(({ block }) => block));
    for (const [block, length] of lengths) writer.writeLine(read.has(block) ? `const ${local(block)} = layout.reserve(${length});` : `layout.reserve(${length}); // ${commentText(block)}`);
    for (const line of memory.statements) writer.writeLine(line);
    writer.write("return ").inlineBlock(() => {
      for (const member of memory.members) writer.writeLine(`${member},`);
      const made = ({ make, block }: View): string => `${host.runtime.name(make)}(buffer, ${local(block)})`;
      for (const view of viewed) {
        writeDoc(writer, view.doc);
        writer.writeLine(`${view.member}: ${made(view)},`);
      }
      writeDoc(writer, "What a file holds: parameters, states, slots of the optimizer, and the clock.");
      writer.writeLine("stored: [");
      for (const { name, type, view } of saved) writer.writeLine(`  { name: ${stringLiteral(name)}, shape: [${type.shape.map(host.size).join(", ")}], data: ${made(view)} },`);
      writer.writeLine("],");
    });
    writer.write(";").newLine();
  });
  const made = "ReturnType<typeof allocate>";
  writer.blankLine().writeLine(`type Memory = ${memory.asynchronous ? `Awaited<${made}>` : made};`);
  return writer.toString();
}

/** The symbols that memory depends on: those of the parameters of `allocate`. */
export function allocatedSizes(host: Host, memory: Engine["memory"]): readonly string[] {
  const used = new Set([...(memory.sizes ?? []), ...placesOf(host).flatMap((place) => lengthsOf(place, host).flatMap((length) => length.symbols()))]);
  return host.module.sizes.filter((symbol) => used.has(symbol));
}

/** A typed array in the memory of a model. Views of one block share its bytes. */
interface View {
  readonly key: string;
  readonly member: string;
  readonly block: string;
  /** The function of the runtime that makes it. */
  readonly make: "reals" | "wholes";
  /** An expression over the largest sizes. */
  readonly length: string;
  readonly doc: string;
}

function viewsOf(places: readonly Place[], host: Host): readonly View[] {
  const views = new Map<string, View>();
  for (const place of places) {
    const key = placeKey(place);
    if (views.has(key)) continue;
    const view = { key, member: host.member(place), make: place.type.dtype === "f32" ? "reals" : "wholes", block: blockOf(place) } as const;
    const [only = "0", ...more] = lengthsOf(place, host).map(host.size);
    const length = more.length === 0 ? only : `Math.max(${[only, ...more].join(", ")})`;
    views.set(key, { ...view, length, doc: place.kind === "slot" ? "" : `${place.name}: ${typeText(place.type)}` });
  }
  return [...views.values()];
}

/** The block of memory that a place is; no storage has a space in its name. */
export function blockOf(place: Place): string {
  if (place.kind === "slot") return `slot ${place.slot}`;
  return place.kind === "input" ? `input ${place.name}` : place.name;
}

/** All blocks of memory, in the order in which the layout places them. */
export function blockNames(host: Host): readonly string[] {
  return [...new Set(placesOf(host).map(blockOf))];
}

/** Where a block may be bound: all that programs touch, and all that is saved but for the clock. */
export function blocksOf(host: Host): ReadonlyMap<string, { readonly length: string }> {
  const saved = savedStorages(host).map(({ name, type }): Place => ({ kind: "storage", name, type }));
  const places = [...saved.filter((place) => place.kind === "storage" && !clock.includes(place.name)), ...usedPlaces(host)];
  return new Map(viewsOf(places, host).map(({ block, length }) => [block, { length }]));
}

function placesOf(host: Host): readonly Place[] {
  return [
    ...storagesOf(host).map(({ name, type }): Place => ({ kind: "storage", name, type })),
    ...inputsRead(host.plan).map(({ name, type }): Place => ({ kind: "input", name, type })),
    ...usedPlaces(host),
  ];
}

function usedPlaces(host: Host): readonly Place[] {
  return emittedPrograms(host).flatMap(({ steps, results }) => [...callsOf(steps).flatMap((step) => step.places), ...results.map((result) => result.place)]);
}

/** In elements: a place must hold the largest of these; what another one covers for all sizes is not among them. */
function lengthsOf(place: Place, host: Host): readonly Size[] {
  if (place.kind !== "slot") return [elements(place.type)];
  const distinct = new Map((host.plan.slots[place.slot]?.bytes ?? []).map((bytes) => [bytes.key, bytes]));
  const needed = [...distinct.values()].filter((a) => ![...distinct.values()].some((b) => a !== b && b.atLeast(a) === true));
  return needed.map((bytes) => bytes.exactDiv(4) ?? bytes.add(3).floorDiv(4));
}
