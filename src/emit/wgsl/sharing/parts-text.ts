import type CodeBlockWriter from "code-block-writer";
import { strength } from "../../printer/text.ts";
import { sizeText } from "../axis-text.ts";
import { groupsOf, type Stage } from "../stage.ts";
import { type StagePrinting, writeStage } from "../stage-text.ts";

/** What the function of a stage is told: the number of its workgroup, in rows of so many, and that of its thread there. */
export function parameters(group = "", groups = "", lane = ""): string {
  return [`${group} group: vec3<u32>`, `${groups} groups: vec3<u32>`, `${lane} lane: u32`].map((parameter) => parameter.trim()).join(", ");
}

/**
 * A function for each stage, and `main`, in which each workgroup finds the one that is its own. All threads of it take the
 * same way, so that they may wait for each other there.
 */
export function writeParts(writer: CodeBlockWriter, parts: readonly { readonly stage: Stage; readonly printing: StagePrinting }[], main: (write: () => void) => void): void {
  parts.forEach(({ stage, printing }, i) => {
    writer.write(`fn part_${i}(${parameters()})`).block(() => {
      if (stage.grid.length === 0) writer.write(`if (group.x != 0u${stage.team ? "" : " || lane != 0u"})`).block(() => writer.writeLine("return;"));
      writeStage(writer, stage, printing);
    });
    writer.blankLine();
  });
  main(() => {
    writer.writeLine("var own = group.y * groups.x + group.x;");
    parts.forEach(({ stage, printing }, i) => {
      const call = `part_${i}(vec3<u32>(own, 0u, 0u), vec3<u32>(1u), lane);`;
      if (i === parts.length - 1) return writer.writeLine(call);
      const groups = `u32(${sizeText(groupsOf(stage, printing.threads), printing.size, strength.conditional)})`;
      writer.write(`if (own < ${groups})`).block(() => writer.writeLine(call).writeLine("return;"));
      writer.writeLine(`own -= ${groups};`);
    });
  });
}
