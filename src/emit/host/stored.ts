import CodeBlockWriter from "code-block-writer";
import { stringLiteral } from "../typescript/text.ts";
import { writeDoc } from "./doc.ts";
import type { Host } from "./host.ts";
import { savedStorages } from "./memory.ts";

/** The function that lists what a file of weights holds. */
export function storedText(host: Host): string {
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2 });
  writeDoc(writer, "What a file holds: parameters, states, slots of the optimizer, and the clock.");
  writer.write(`function stored(m: Memory): readonly ${host.runtime.name("StoredTensor")}[]`).block(() => {
    writer.writeLine("return [");
    writer.indent(() => {
      for (const { name, type } of savedStorages(host)) {
        const data = host.view({ kind: "storage", name, type });
        writer.writeLine(`{ name: ${stringLiteral(name)}, shape: [${type.shape.map(host.size).join(", ")}], data: ${data} },`);
      }
    });
    writer.writeLine("];");
  });
  return writer.toString();
}
