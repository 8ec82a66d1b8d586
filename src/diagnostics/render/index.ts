import { github } from "./github.ts";
import { json } from "./json.ts";
import type { Renderer } from "./renderer.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

/** The forms of `--format`, the one for people first. */
export const renderers: readonly Renderer[] = [text, json, github, sarif];

export type { Colour, Paint, Remark, Renderer, Report } from "./renderer.ts";
