import { createServer } from "node:http";
import { chromium, type Page } from "playwright-core";

/** Debian has it as the package `chromium`; CHROMIUM names another binary. */
export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const flags = ["--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** What a page needs for WebGPU on a processor, and what spares one that has no use for it. */
const gpuFlags = { software: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"], none: ["--disable-gpu"] };

/** What makes a page cross-origin isolated. */
export const isolated: Readonly<Record<string, string>> = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Opens an empty page of a server that has these scripts, by their paths, and answers with these headers. */
export async function onPage(scripts: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>, run: (page: Page) => Promise<void>, gpu: keyof typeof gpuFlags = "none"): Promise<void> {
  const files = new Map<string, readonly [string, string]>([["/", ["text/html", "<!doctype html><title>nnc</title>"]]]);
  for (const [path, text] of Object.entries(scripts)) files.set(path, ["text/javascript", text]);
  const server = createServer((request, response) => {
    const [type, text] = files.get(request.url ?? "") ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain", ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const browser = await chromium.launch({ executablePath, args: [...flags, ...gpuFlags[gpu]] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/`);
    await run(page);
  } finally {
    await browser.close();
    server.close();
  }
}
