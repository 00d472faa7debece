/**
 * `npm run bench -- agents`: how long tools for agents take that answer about the present, on the demo plant at work,
 * and the same questions by the HTTP API, in turn with them.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { running, startGemba, stopProcess } from "./gemba-process.ts";
import { type Figures, figure, quantile } from "./report.ts";

const PLANT = fileURLToPath(new URL("../config/demo", import.meta.url));
/** By then every machine has reported, and the code of the start is compiled. */
const SETTLES_MS = 30_000;
/** Questions come at this interval, so that the plant goes on. */
const EVERY_MS = 80;

const CNC = "urn:binjiang:cnc-101";
/** A tool with its arguments, and the addresses of the API with the same answer. */
const QUESTIONS = [
  ["current_values", { asset: "CNC-101" }, [`tags?asset=${CNC}`, `samples/latest?asset=${CNC}`]],
  ["list_alerts", {}, ["alerts", "work-items?state=open"]],
  ["machine_states", { asset: "CNC-101", limit: 1 }, [`states?asset=${CNC}`]],
  ["find_pieces", { limit: 30 }, ["pieces?limit=30"]],
  ["list_places", {}, ["places", "reconciliation"]],
  ["component_health", { asset: "CNC-101" }, [`component-health?asset=${CNC}`]],
  ["maintenance_due", { days: 7 }, ["maintenance-due?days=7&limit=20"]],
  ["edge_status", {}, ["health"]],
] as const;

type Question = (typeof QUESTIONS)[number];

/** Times of one round, ms. */
interface Times {
  readonly tools: number[];
  readonly api: number[];
  readonly byTool: Readonly<Record<string, number[]>>;
}

export async function benchAgents({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-agents-"));
  const all: Times[] = [];
  try {
    await using plant = await startPlant(folder);
    await sleep(SETTLES_MS);
    await round(plant.address, 2_000);
    for (let n = 0; n < rounds; n++) all.push(await round(plant.address, seconds * 1000));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (key: string, what: string, value: (times: Times) => number, unit = "ms") =>
    figure(key, what, unit, all.map(value));
  return [
    of("agentMs", "a tool about the present, from request to answer, median", ({ tools }) => quantile(tools, 0.5)),
    of("agentP99Ms", "the same, slowest of a hundred", ({ tools }) => quantile(tools, 0.99)),
    of("apiMs", "baseline: the same question to the HTTP API, median", ({ api }) => quantile(api, 0.5)),
    of("apiP99Ms", "the same, slowest of a hundred", ({ api }) => quantile(api, 0.99)),
    of("agentRatio", "agentMs of apiMs", ({ tools, api }) => quantile(tools, 0.5) / quantile(api, 0.5), "1"),
    ...QUESTIONS.map(([tool]) => of(`${tool}Ms`, "median", ({ byTool }) => quantile(byTool[tool] ?? [], 0.5))),
  ];
}

async function round(address: string, forMs: number): Promise<Times> {
  const tools: number[] = [];
  const api: number[] = [];
  const byTool: Record<string, number[]> = Object.fromEntries(QUESTIONS.map(([tool]) => [tool, []]));
  const until = performance.now() + forMs;
  for (let n = 0; performance.now() < until; n++) {
    const question = QUESTIONS[n % QUESTIONS.length] as Question;
    // Each goes first in turn.
    if (Math.floor(n / QUESTIONS.length) % 2 === 0) api.push(await timed(() => byApi(address, question)));
    const took = await timed(() => byTools(address, question));
    tools.push(took);
    byTool[question[0]]?.push(took);
    if (api.length < tools.length) api.push(await timed(() => byApi(address, question)));
    await sleep(EVERY_MS);
  }
  return { tools, api, byTool };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

async function byTools(address: string, [name, args]: Question): Promise<void> {
  const response = await fetch(`${address}/api/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } }),
  });
  const answer = (await response.json()) as { result?: { isError?: boolean } };
  if (answer.result === undefined || answer.result.isError === true) throw new Error(JSON.stringify(answer));
}

/** Together, as a program would that knows what it needs. */
async function byApi(address: string, [, , paths]: Question): Promise<void> {
  await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${address}/api/v1/${path}`);
      if (!response.ok) throw new Error(`${path} ${await response.text()}`);
      await response.json();
    }),
  );
}

/** The demo, with more calls a minute than a person needs. */
async function startPlant(folder: string): Promise<{ readonly address: string } & AsyncDisposable> {
  const config = join(folder, "plant");
  cpSync(PLANT, config, { recursive: true });
  const file = join(config, "gemba.yaml");
  const opened = readFileSync(file, "utf8").replace("{ enabled: true }", "{ enabled: true, callsPerMinute: 6000 }");
  writeFileSync(file, opened);
  const data = join(folder, "data");
  const plant = startGemba({ command: "start", config, dataDir: data, more: ["--past-hours", "0"] });
  const dispose = () => stopProcess(plant);
  try {
    return { address: (await running(data, plant)).address, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
