import type { Logger } from "pino";
import { type EdgeConfig, loadConfig } from "../config/load.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import { lockDataFolder } from "../model/data-folder.ts";
import { giveBackReserve } from "../model/reserve.ts";
import { inLog, type RunningJob, startJob } from "../observe/jobs.ts";
import { speakLast } from "../observe/last-words.ts";
import { createLog } from "../observe/log.ts";
import { giveBackMemoryLater } from "../observe/memory.ts";
import { plugins } from "../plugins.ts";
import { type RunningEdge, startEdge } from "../runtime.ts";
import { aborted, type Command } from "./command.ts";
import { fromUser, type Options } from "./options.ts";
import { takenBy } from "./process/port-holder.ts";
import { nextFreePort } from "./process/processes.ts";
import { removeRunFile, writeRunFile } from "./process/run-file.ts";
import { invitationLink } from "./users.ts";

const HELP = `gemba edge: the edge with its historian and viewer, without simulators

  --config FILE       a plant's folder or its gemba.yaml (default: the demo plant)
  --port N            port of the viewer and API (default 8080, the next free one if taken)
  --host HOST         loopback address to listen on (default 127.0.0.1)
  --data-dir DIR      everything the edge keeps (default ./data)
  --log-level LEVEL   trace, debug, info, warn, error, silent (default info)
`;

/** What `gemba start` has started besides the edge, kept up to date: process ids, null while there is none, and addresses. */
export interface EdgeParts {
  simulators: number | null;
  broker: number | null;
  opcua: readonly string[];
  mqtt: string | null;
  /** Where the simulated meter speaks Modbus TCP. */
  modbus: string | null;
}

/** Processes may be started anew; the run file follows within this time. */
const RUN_FILE_EVERY_MS = 1_000;

const LAST_WORDS =
  "an uncaught error: the edge writes what it has received to disk and exits with code 1; its supervisor starts it again";

/** `gemba edge`. */
export const edgeCommand: Command = {
  help: HELP,
  async run(options, signal) {
    openDataFolder(options.dataDir);
    const config = await loadConfig(options.config, plugins);
    const parts = { simulators: null, broker: null, opcua: [], mqtt: null, modbus: null };
    return runEdge({ options, config, parts, log: createLog({ level: options.logLevel }) }, signal);
  },
};

/**
 * Makes the data folder and refuses one that another edge uses or that cannot be
 * written, before anything is started for it. What a killed edge said of itself goes.
 */
export function openDataFolder(dataDir: string): void {
  giveBackReserve(dataDir);
  using _lock = lockDataFolder(dataDir);
  removeRunFile(dataDir);
}

export interface EdgePlan {
  readonly options: Options;
  readonly config: EdgeConfig;
  readonly parts: EdgeParts;
  readonly log: Logger;
  /** Is told at the end, when the edge has left all machines and brokers. */
  readonly onSourcesLeft?: () => void;
  /** Done in the background once live values are there. Must end soon after the signal, and never reject. */
  readonly onceLive?: (edge: RunningEdge, signal: AbortSignal) => Promise<void>;
}

/** Runs the edge until the signal, again from its config whenever somebody asks for that, and stops it. Resolves with the exit code. */
export async function runEdge(plan: EdgePlan, signal: AbortSignal): Promise<number> {
  const { options } = plan;
  const port = options.port === 0 ? 0 : await nextFreePort(options.port, options.host);
  if (port !== options.port)
    process.stdout.write(
      `Port ${options.port} is taken ${takenBy(options.port)}; using ${port}. Another one: --port N\n`,
    );
  let { config } = plan;
  for (;;) {
    const again = new AbortController();
    const onSourcesLeft = (): void => {
      if (signal.aborted) plan.onSourcesLeft?.();
    };
    const restart = (next: EdgeConfig): void => {
      config = next;
      again.abort();
    };
    const ending = AbortSignal.any([signal, again.signal]);
    const clean = await runOnce({ ...plan, config, onSourcesLeft }, { port, restart, ending, signal });
    if (signal.aborted) return clean ? 0 : 1;
    process.stdout.write("Starting again with the plant's config as it was checked …\n");
  }
}

interface Life {
  readonly port: number;
  restart(config: EdgeConfig): void;
  readonly ending: AbortSignal;
  /** Of the whole: it ends for good. */
  readonly signal: AbortSignal;
}

/** One life of the edge. Resolves with whether every part stopped cleanly. */
async function runOnce(plan: EdgePlan, life: Life): Promise<boolean> {
  const { options, config, log, onSourcesLeft } = plan;
  const edge = await started(life.port, config, {
    ...{
      dataDir: options.dataDir,
      host: options.host,
      port: life.port,
      log,
      restart: (next: EdgeConfig) => life.restart(next),
      signal: life.signal,
    },
    ...(onSourcesLeft === undefined ? {} : { onSourcesLeft }),
  });
  using _last = speakLast({
    say: (failure) => log.fatal({ part: "edge", ...failure }, LAST_WORDS),
    flush: () => edge.flush(),
  });
  if (edge.firstInvitation !== undefined) process.stdout.write(firstUserText(edge.address, edge.firstInvitation));
  let keeping: RunningJob | undefined;
  let background: Promise<void> | undefined;
  void edge.firstValues.then(() => {
    if (life.ending.aborted) return;
    // Its address was shown when nothing answered yet.
    if (keeping !== undefined) process.stdout.write(servingText(edge, plan, "live"));
    background = plan.onceLive?.(edge, life.ending);
  });
  void edge.serving.then((state) => {
    if (life.ending.aborted) return;
    const keep = keepRunFile(edge, plan);
    keep();
    keeping = startJob({ name: "run file", everyMs: RUN_FILE_EVERY_MS, run: keep }, inLog(log));
    giveBackMemoryLater(life.ending);
    process.stdout.write(servingText(edge, plan, state));
  });
  await aborted(life.ending);
  await keeping?.stop();
  process.stdout.write("Stopping …\n");
  const [clean] = await Promise.all([edge.stop(), background]);
  if (clean) removeRunFile(options.dataDir);
  return clean;
}

/** The port was free when it was looked for; whoever has it now is named. */
async function started(port: number, ...plan: Parameters<typeof startEdge>): Promise<RunningEdge> {
  try {
    return await startEdge(...plan);
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== "EADDRINUSE") throw error;
    throw new EdgeError(
      "unavailable",
      `port ${port} is taken ${takenBy(port)}; end that program, or choose another port with --port`,
      { cause: error },
    );
  }
}

/** To a terminal only: what goes to a file or a log is kept, and others read it. */
function firstUserText(address: string, invite: () => string): string {
  if (!process.stdout.isTTY)
    return "The edge has no users yet. Make the first one on this machine: gemba users invite\n";
  return `\n  No users yet. This link makes the first admin, once, within a day:\n  ${invitationLink(address, invite())}\n`;
}

/** Where the plant is to be seen. Scripts wait for `is live`. */
function servingText(edge: RunningEdge, { config, options }: EdgePlan, state: "live" | "silent"): string {
  const { zh, en } = config.site.name;
  const is = state === "live" ? "is live" : "runs, but no machine answers yet";
  const users = edge.hasUsers || edge.firstInvitation !== undefined ? "" : firstAdminText(options.dataDir);
  return `\n  ${zh} · ${en} ${is}:  ${edge.address}\n  Ctrl-C stops it.\n${users}\n`;
}

/** While there are no users, whoever wants to change something must know how to become one. */
function firstAdminText(dataDir: string): string {
  const folder = dataDir === fromUser("data") ? "" : ` --data-dir ${dataDir}`;
  return [
    "",
    "  There are no users: everybody on this machine may look, acknowledge, comment and shelve.",
    "  Layout, config, trust and users need an admin. This prints a one-time link for the first:",
    `    npm run gemba -- users invite${folder}`,
    "",
  ].join("\n");
}

/** Writes the run file whenever what it tells has changed. */
function keepRunFile(
  edge: RunningEdge,
  { options, parts, log }: { options: Options; parts: EdgeParts; log: Logger },
): () => void {
  let written = "";
  return () => {
    const { simulators, broker, opcua, mqtt, modbus } = parts;
    const run = {
      address: edge.address,
      pids: { edge: process.pid, historian: edge.historianPid(), simulators, broker },
      opcua,
      mqtt,
      modbus,
    };
    const text = JSON.stringify(run);
    if (text === written) return;
    try {
      writeRunFile(options.dataDir, run);
      written = text;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "run.json could not be written");
    }
  };
}
