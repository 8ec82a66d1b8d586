import { asSize, k } from "../../../kernel/build.ts";
import { effectsOf } from "../../../kernel/effects.ts";
import type { Expression, Statement } from "../../../kernel/kernel.ts";
import { walkStatements } from "../../../kernel/visit.ts";
import type { Local } from "../assembler/function.ts";
import { writeAddress } from "./address.ts";
import { bind, type Code, inLane, scalarType, within } from "./code.ts";
import { isInnermost } from "./pointers.ts";
import { writeReduced } from "./reduce.ts";
import { writeScalar } from "./scalar.ts";
import { isUniform, laneStride } from "./scope.ts";
import { writeSize } from "./size.ts";
import { neighboursFrom, writeNeighbours } from "./together.ts";
import { writeStorable, writeVector } from "./vector.ts";
import { waitsForLoops } from "./waiting.ts";

type Of<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** Writes statements in order; `lanes` where each is done for four lanes at once. */
export function writeBlock(c: Code, body: readonly Statement[], lanes: boolean): void {
  const locals: Local[] = [];
  const pointers = c.pointers.block(body, () =>
    within(c, c.scope, () => {
      const write = (statements: readonly Statement[]): void => {
        for (let i = 0; i < statements.length; ) {
          const neighbours = lanes ? neighboursFrom(c, statements, i) : undefined;
          const made = neighbours && writeNeighbours(c, neighbours);
          for (const statement of made?.statements ?? [statements[i]!]) {
            const local = lanes ? writeInLanes(c, statement) : waits(c, statement, statements.slice(i + 1)) ? writeBits(c, statement) : writeAlone(c, statement);
            if (local) locals.push(local);
            i += 1;
          }
          if (made) c.b.release(...made.locals);
        }
      };
      const behind = lanes ? body.findLastIndex((s) => s.kind === "for") + 1 : 0;
      if (behind === 0) return write(body);
      write(body.slice(0, behind));
      // Behind a product, for all its results.
      c.b.keeping(() => write(body.slice(behind)));
    }),
  );
  c.b.release(...locals, ...pointers);
}

function waits(c: Code, s: Statement, after: readonly Statement[]): s is Of<"let"> {
  return s.kind === "let" && s.value.type === "f32" && c.lane === undefined && waitsForLoops(s.name, after);
}

function writeBits(c: Code, s: Of<"let">): Local {
  c.pointers.note(s.name, s.value);
  const local = c.b.local("i");
  writeScalar(c, s.value);
  c.b.op("i32.reinterpret_f32").set(local);
  bind(c, s.name, { kind: "scalar", local, type: "f32", bits: true });
  return local;
}

/** One statement for one lane, or outside of lanes; gives the local that it defines. */
function writeAlone(c: Code, s: Statement): Local | undefined {
  const { b } = c;
  switch (s.kind) {
    case "for":
      return void (s.lanes ? lanesLoop(c, s) : s.shared ? sharedLoop(c, s) : loop(c, s, false));
    case "let":
    case "var": {
      if (s.kind === "let" && c.lane === undefined) c.pointers.note(s.name, s.value);
      else c.pointers.forget(s.name, s.kind === "var");
      const local = b.local(scalarType(s.value.type));
      write(c, s, local, () => writeScalar(c, s.value));
      bind(c, s.name, { kind: "scalar", local, type: s.value.type });
      return local;
    }
    case "assign":
      return assign(c, s);
    case "store": {
      const offset = writeAddress(c, s.buffer, s.index);
      writeScalar(c, s.value);
      b.memory(s.value.type === "f32" ? "f32.store" : "i32.store", offset);
      return undefined;
    }
    case "if":
      writeScalar(c, s.condition);
      b.if(undefined, () => writeBlock(c, s.then, false));
      return undefined;
  }
}

function assign(c: Code, s: Of<"assign">): undefined {
  const { b } = c;
  const to = c.scope.get(s.name);
  if (to?.kind === "scalar") {
    writeScalar(c, s.value);
    b.set(to.local);
  } else if (to?.kind === "vector" && c.lane !== undefined) {
    b.get(to.local);
    if (to.type === "bool") b.i32(0);
    writeScalar(c, s.value);
    if (to.type === "bool") b.op("i32.sub");
    b.lane(to.type === "f32" ? "f32x4.replace_lane" : "i32x4.replace_lane", c.lane).set(to.local);
  } else throw new Error(`function ${b.name}: ${s.name} cannot be assigned here`);
}

/** The turns of a loop of lanes, as one. */
function lanesLoop(c: Code, s: Of<"for">): void {
  c.pointers.note(s.index, s.from);
  c.active = asSize(s.to)?.constant() ?? 4;
  within(c, new Map(c.scope).set(s.index, { kind: "stepped", local: undefined, stride: 1 }), () => writeBlock(c, s.body, true));
}

function writeInLanes(c: Code, s: Statement): Local | undefined {
  const { b } = c;
  switch (s.kind) {
    case "for":
      return void loop(c, s, true);
    case "let":
    case "var":
      return define(c, s);
    case "assign":
      return assignLanes(c, s);
    case "store":
      return storeLanes(c, s);
    case "if":
      if (isUniform(s.condition, c.scope)) {
        writeScalar(c, s.condition);
        b.if(undefined, () => writeBlock(c, s.then, true));
      } else for (let lane = 0; lane < c.active; lane++) inLane(c, lane, () => writeAlone(c, s));
      return undefined;
  }
}

function define(c: Code, s: Of<"let"> | Of<"var">): Local {
  const { b } = c;
  const { name, value } = s;
  const stride = s.kind === "let" && value.type === "i32" ? laneStride(value, c.scope) : undefined;
  if (s.kind === "let") c.pointers.note(name, value);
  else c.pointers.forget(name, true);
  const uniform = s.kind === "let" && isUniform(value, c.scope);
  if (uniform && value.type === "f32") {
    // It will meet values that differ from lane to lane.
    const local = b.local("v");
    writeVector(c, value);
    b.set(local);
    bind(c, name, { kind: "vector", local, type: "f32", uniform });
    return local;
  }
  if (uniform || stride !== undefined) {
    const local = b.local(scalarType(value.type));
    write(c, s, local, () => inLane(c, 0, () => writeScalar(c, value)));
    bind(c, name, uniform ? { kind: "scalar", local, type: value.type } : { kind: "stepped", local, stride: stride! });
    return local;
  }
  const local = b.local("v");
  write(c, s, local, () => writeVector(c, value));
  bind(c, name, { kind: "vector", local, type: value.type });
  return local;
}

/** The value of a name; one that changes is needed whoever reads it now. */
function write({ b }: Code, { kind }: Of<"let"> | Of<"var">, local: Local, value: () => void): void {
  if (kind === "let") return void b.define(local, value);
  value();
  b.set(local);
}

function assignLanes(c: Code, s: Of<"assign">): undefined {
  const to = c.scope.get(s.name);
  if (to?.kind === "vector") {
    writeVector(c, s.value);
    c.b.set(to.local);
  } else if (to?.kind === "scalar") {
    writeReduced(c, s, to.local);
  } else throw new Error(`function ${c.b.name}: ${s.name} cannot be assigned here`);
}

function storeLanes(c: Code, s: Of<"store">): undefined {
  const { b } = c;
  if (laneStride(s.index, c.scope) === 1 && c.active === 4) {
    const offset = inLane(c, 0, () => writeAddress(c, s.buffer, s.index));
    writeStorable(c, s.value);
    b.memory("v128.store", offset);
    return;
  }
  const values = b.local("v");
  writeStorable(c, s.value);
  b.set(values);
  const real = s.value.type === "f32";
  for (let lane = 0; lane < c.active; lane++) {
    const offset = inLane(c, lane, () => writeAddress(c, s.buffer, s.index));
    b.get(values).lane(real ? "f32x4.extract_lane" : "i32x4.extract_lane", lane).memory(real ? "f32.store" : "i32.store", offset);
  }
  b.release(values);
}

/** The turns of a loop that are this thread's. */
function sharedLoop(c: Code, s: Of<"for">): void {
  const { b, team } = c;
  if (!team) throw new Error(`function ${b.name} has no parts`);
  const [first, end] = [b.local("i"), b.local("i")];
  const bound = (local: Local, isEnd: boolean): void => {
    writeScalar(c, k.sub(s.to, s.from));
    b.get(team.part);
    if (isEnd) b.i32(1).op("i32.add");
    b.get(team.parts).call(c.helpers.firstTurn);
    if (!asSize(s.from)?.isZero()) {
      writeScalar(c, s.from);
      b.op("i32.add");
    }
    b.set(local);
  };
  bound(first, false);
  bound(end, true);
  const names = { first: `first ${s.index}`, end: `end ${s.index}` };
  const scope = new Map(c.scope).set(names.first, { kind: "scalar", local: first, type: "i32" }).set(names.end, { kind: "scalar", local: end, type: "i32" });
  within(c, scope, () => loop(c, { ...s, from: k.local(names.first, "i32"), to: k.local(names.end, "i32") }, false));
  b.release(first, end);
}

function loop(c: Code, s: Of<"for">, lanes: boolean): void {
  const { b } = c;
  const index = b.local("i");
  c.pointers.forget(s.index);
  const bound = asSize(s.to)?.constant() === undefined ? b.local("i") : undefined;
  const scalar = (e: Expression): void => void inLane(c, c.lane ?? (lanes ? 0 : undefined), () => writeScalar(c, e));
  scalar(s.from);
  b.set(index);
  if (bound) {
    scalar(s.to);
    b.set(bound);
  }
  const end = (): void => void (bound ? b.get(bound) : writeScalar(c, s.to));
  const run = (): void => {
    const courses = c.lane === undefined ? c.pointers.courses(s) : [];
    const pointers = courses.map((course) => {
      const local = b.local("i");
      b.get(c.buffer(course.buffer).address);
      scalar(course.start);
      b.i32(2).op("i32.shl").op("i32.add").set(local);
      const stride = course.stride.constant() === undefined ? b.local("i") : undefined;
      if (stride) {
        writeSize(b, course.stride.mul(4), c.size);
        b.set(stride);
      }
      return { course, local, stride };
    });
    const turns = (): void => void b.loop(() => {
      const frame = new Map(pointers.map(({ course, local }) => [course.key, { local, least: course.least }]));
      c.pointers.during(frame, () => within(c, new Map(c.scope).set(s.index, { kind: "scalar", local: index, type: "i32" }), () => writeBlock(c, s.body, lanes)));
      for (const { course, local, stride } of pointers) {
        b.get(local);
        if (stride) b.get(stride);
        else b.i32(course.stride.constant()! * 4);
        b.op("i32.add").set(local);
      }
      b.get(index).i32(1).op("i32.add").tee(index);
      end();
      b.op("i32.lt_s").branchIf(0);
    });
    // Across an inner loop that adds up, they would take registers from its sums.
    if (isInnermost(s)) b.keeping(() => steadily(c, s, turns));
    else if (!accumulates(s)) b.keeping(turns);
    else turns();
    b.release(...pointers.flatMap(({ local, stride }) => (stride ? [local, stride] : [local])));
  };
  const turns = asSize(s.to)?.sub(asSize(s.from) ?? 0);
  if (asSize(s.from) && turns?.atLeast(1) === true) run();
  else {
    b.get(index);
    end();
    b.op("i32.lt_s").if(undefined, run);
  }
  b.release(index, ...(bound ? [bound] : []));
}

function accumulates({ body }: Of<"for">): boolean {
  let found = false;
  walkStatements(body, (s) => void (found ||= s.kind === "assign"));
  return found;
}

/** Writes a loop that changes none of the reals from outside but those that it assigns. */
function steadily(c: Code, { body }: Of<"for">, write: () => void): void {
  const { changed } = effectsOf(body);
  const outer = c.steady;
  c.steady = new Set([...c.scope].flatMap(([name, binding]) => (binding.kind === "scalar" && binding.type === "f32" && !binding.bits && !changed.has(name) ? [binding.local] : [])));
  write();
  c.steady = outer;
}
