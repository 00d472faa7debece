/**
 * `npm run bench -- viewer`: the page in headless Chromium on software GL, beside a page built in the usual way, in
 * the same run. Counts and ratios: absolute frame rates mean nothing without a GPU.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import type { Browser, CDPSession, Page } from "playwright-core";
import { build } from "vite";
import { launch, MISSING, stats, until } from "../test/browser/page.ts";
import { startViewerEdge } from "../test/fakes/viewer/edge.ts";
import { type Figures, figure, interleaved } from "./report.ts";
import { phonePage } from "./viewer/phone.ts";
import { referencePlant } from "./viewer/reference-plant.ts";
import { servePage } from "./viewer/serve-page.ts";
import { soak } from "./viewer/soak.ts";

const ROOT = new URL("../", import.meta.url);
const ASSETS = 2_000;
const HEAP_ASSETS = 10_000;
const IDLE_MS = 5_000;
const FRAMES = 30;

interface FrameTimes {
  readonly ours: number;
  readonly naive: number;
}

export async function benchViewer({ rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  if (MISSING !== "") throw new Error(MISSING);
  const out = mkdtempSync(join(tmpdir(), "gemba-bench-viewer-"));
  const dist = join(out, "viewer");
  const page = join(out, "page");
  const common = { configFile: false, logLevel: "warn" } as const;
  await build({
    configFile: fileURLToPath(new URL("twin-viewer/vite.config.ts", ROOT)),
    logLevel: "warn",
    build: { outDir: dist, manifest: true },
  });
  await build({
    ...common,
    root: fileURLToPath(new URL("bench/viewer/page", ROOT)),
    base: "./",
    build: { outDir: page, target: "es2024", minify: false },
  });
  const browser = await launch();
  try {
    const ways = await besideNaive(browser, page, rounds);
    const looks = await bothLooks(browser, page, rounds);
    const plain = await wholePage(browser, dist, rounds);
    const phone = await phonePage(browser, dist, rounds);
    const slope = await soak(browser, dist);
    return [
      ...plain,
      ...phone,
      ...ways,
      ...looks,
      figure("bundleKb", "JavaScript before the first picture, brotli", "KB", [bundleKb(dist)]),
      ...slope,
    ];
  } finally {
    await browser.close();
    rmSync(out, { recursive: true, force: true });
  }
}

/** Size of the twin's page and of its static imports; the other pages are loaded by themselves. */
function bundleKb(dist: string): number {
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Record<
    string,
    { file: string; imports?: string[] }
  >;
  const wanted = ["index.html"];
  for (const key of wanted)
    for (const more of manifest[key]?.imports ?? []) if (!wanted.includes(more)) wanted.push(more);
  const files = wanted
    .map((key) => join(dist, manifest[key]?.file ?? ""))
    .filter((file) => file.endsWith(".js") && existsSync(file));
  return files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).byteLength, 0) / 1000;
}

/** Parts of the page compared with the usual way, on the bench's own page. */
async function besideNaive(browser: Browser, dist: string, rounds: number): Promise<Figures> {
  const server = await servePage(dist);
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    await page.goto(server.address);
    const frames: FrameTimes[] = [];
    const decodes: (FrameTimes & { readonly bytesPerUpdate: number })[] = [];
    for (let round = 0; round < rounds; round++) {
      frames.push(await page.evaluate<FrameTimes>(`viewerBench.frameTimes(${ASSETS}, ${FRAMES})`));
      decodes.push(await page.evaluate(`viewerBench.decodeTimes(60)`));
    }
    await page.close();
    const heaps = await interleaved(
      { ours: () => heapOf(browser, server.address, "ours"), naive: () => heapOf(browser, server.address, "naive") },
      rounds,
    );
    const ratios = (times: readonly FrameTimes[]) => times.map(({ ours, naive }) => naive / ours);
    const bytes = decodes.map(({ bytesPerUpdate }) => bytesPerUpdate);
    return [
      figure(
        "frameMs",
        `main thread, one live picture of ${ASSETS} assets`,
        "ms",
        frames.map(({ ours }) => ours),
      ),
      figure(
        "naiveFrameMs",
        "baseline: a scene graph of meshes",
        "ms",
        frames.map(({ naive }) => naive),
      ),
      figure("frameRatio", "baseline to ours", "x", ratios(frames)),
      figure(
        "decodeMs",
        "main thread, one second of 10,000 updates into columns",
        "ms",
        decodes.map(({ ours }) => ours),
      ),
      figure(
        "naiveDecodeMs",
        "baseline: JSON objects into a map",
        "ms",
        decodes.map(({ naive }) => naive),
      ),
      figure("decodeRatio", "baseline to ours", "x", ratios(decodes)),
      figure("bytesPerUpdate", "on the wire", "bytes", bytes),
      figure("heapMb", `memory kept for ${HEAP_ASSETS} assets, array buffers included`, "MB", heaps.ours),
      figure("naiveHeapMb", "baseline: a scene graph of meshes", "MB", heaps.naive),
      figure(
        "heapRatio",
        "ours to baseline",
        "x",
        heaps.ours.map((mine, i) => mine / (heaps.naive[i] as number)),
      ),
    ];
  } finally {
    await server.stop();
  }
}

interface LookTimes {
  readonly operating: number;
  readonly showcase: number;
  readonly operatingCalls: number;
  readonly showcaseCalls: number;
}

/** Whole pictures in both looks, the GPU's part included, one after the other on the bench's own page. */
async function bothLooks(browser: Browser, dist: string, rounds: number): Promise<Figures> {
  const server = await servePage(dist);
  try {
    const times: LookTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
      await page.goto(server.address);
      times.push(await page.evaluate<LookTimes>(`viewerBench.lookTimes(${ASSETS}, ${FRAMES})`));
      await page.close();
    }
    const of = (key: keyof LookTimes) => times.map((time) => time[key]);
    const ratios = times.map(({ operating, showcase }) => showcase / operating);
    return [
      figure(
        "operatingPictureMs",
        `one whole live picture of ${ASSETS} assets, look for operating`,
        "ms",
        of("operating"),
      ),
      figure("showcasePictureMs", "the same in the showcase", "ms", of("showcase")),
      figure("lookRatio", "showcase to operating", "x", ratios),
      figure("operatingCalls", "draw calls of the plant in the look for operating", "calls", of("operatingCalls")),
      figure("showcaseCalls", "draw calls of the plant in the showcase", "calls", of("showcaseCalls")),
    ];
  } finally {
    await server.stop();
  }
}

/** Heap of a plant's scene, megabytes, in a page of its own. */
async function heapOf(browser: Browser, address: string, way: "ours" | "naive"): Promise<number> {
  const page = await browser.newPage();
  await page.goto(address);
  const session = await page.context().newCDPSession(page);
  await page.evaluate(`viewerBench.prepare(${HEAP_ASSETS})`);
  const before = await heapBytes(session);
  await page.evaluate(`viewerBench.build("${way}")`);
  const after = await heapBytes(session);
  await page.close();
  return (after - before) / 1e6;
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = (await session.send("Runtime.getHeapUsage")) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}

/** The built page on the reference plant: draw calls, time to first picture, and idle. */
async function wholePage(browser: Browser, dist: string, rounds: number): Promise<Figures> {
  const calls: number[] = [];
  const first: number[] = [];
  const idle: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const edge = await startViewerEdge({ model: referencePlant(ASSETS), dist, healthy: true });
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" });
    await page.goto(`${edge.address}/#/overview?l=en&th=light`);
    await until(page, "(window.__twin?.stats().firstPictureMs ?? 0) > 0", 60_000);
    const figures = await stats(page);
    first.push(Number(figures["firstPictureMs"]));
    calls.push(await mostCalls(page));
    edge.freeze();
    idle.push(await framesAtRest(page));
    await page.close();
    await edge.stop();
  }
  return [
    figure("drawCalls", `${ASSETS} assets, 200 of them robots and 60 vehicles with routes`, "calls", calls),
    figure("firstFrameMs", "from the address to a picture with live values", "ms", first),
    figure("idleFrames", `pictures in ${IDLE_MS / 1000} s in which nothing changed`, "frames", idle),
  ];
}

/** The largest number of draw calls among some live pictures. */
async function mostCalls(page: Page): Promise<number> {
  let most = 0;
  for (let i = 0; i < 10; i++) {
    most = Math.max(most, Number((await stats(page))["calls"]));
    await page.waitForTimeout(200);
  }
  return most;
}

async function framesAtRest(page: Page): Promise<number> {
  const frames = async () => Number((await stats(page))["frames"]);
  // Waits for animations and loading; a page that never comes to rest shows up in the figure below.
  for (let before = -1, tries = 0; tries < 15 && before !== (await frames()); tries++) {
    before = await frames();
    await page.waitForTimeout(1_000);
  }
  const begun = await frames();
  await page.waitForTimeout(IDLE_MS);
  return (await frames()) - begun;
}
