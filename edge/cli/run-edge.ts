/** Runs an edge, and starts it again on request. */
import type { Logger } from "pino";
import { invitationPath } from "../contracts/access/invitation.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { BoxGate } from "../contracts/path/write-gate.ts";
import { inLog, type RunningJob, startJob } from "../observe/jobs.ts";
import { speakLast } from "../observe/last-words.ts";
import { giveBackMemoryLater } from "../observe/memory.ts";
import type { PlantConfig } from "../plugins.ts";
import { type RunningEdge, startEdge } from "../runtime.ts";
import { aborted } from "./command.ts";
import { fromUser, type Options } from "./options.ts";
import { takenBy } from "./process/port-holder.ts";
import { nextFreePort } from "./process/processes.ts";
import { removeRunFile, writeRunFile } from "./process/run-file.ts";

/** Parts that `gemba start` runs beside the edge, kept up to date: addresses, and process ids or null. */
export interface EdgeParts {
  simulators: number | null;
  broker: number | null;
  opcua: readonly string[];
  mqtt: string | null;
  /** Address of the simulated meter's Modbus TCP server. */
  modbus: string | null;
}

/** Of an edge that runs alone. */
export const NO_PARTS: EdgeParts = { simulators: null, broker: null, opcua: [], mqtt: null, modbus: null };

/** Processes may restart; the run file is updated within this time. */
const RUN_FILE_EVERY_MS = 1_000;

const LAST_WORDS =
  "an uncaught error: the edge writes what it has received to disk and exits with code 1; " +
  "its supervisor starts it again";

export interface EdgePlan {
  readonly options: Options;
  readonly config: PlantConfig;
  readonly parts: EdgeParts;
  readonly log: Logger;
  /** Of a box that is one of two: a restart ends the process, because each start has a lease of its own. */
  readonly gate?: BoxGate;
  /** Called when the viewer and the API can be reached. */
  readonly onListening?: () => void;
  /** Called while stopping, when the edge has disconnected from all machines and brokers. */
  readonly onSourcesLeft?: () => void;
  /** Runs in the background after the first live values. Must end soon after the signal, and never reject. */
  readonly onceLive?: (edge: RunningEdge, signal: AbortSignal) => Promise<void>;
}

/** Runs the edge until the signal, and starts it again on request. Resolves with the exit code. */
export async function runEdge(plan: EdgePlan, signal: AbortSignal): Promise<number> {
  const { options } = plan;
  // Another command that starts an edge has no lease: it could write beside the other box.
  if (plan.config.standby.boxes !== undefined && plan.gate === undefined)
    throw new EdgeError("bad-config", "standby: a plant with two boxes is started with gemba edge --box NAME");
  const port = options.port === 0 ? 0 : await nextFreePort(options.port, options.host);
  if (port !== options.port)
    process.stdout.write(
      `Port ${options.port} is taken ${takenBy(options.port)}; using ${port}. Choose another with --port N\n`,
    );
  let { config } = plan;
  for (;;) {
    const again = new AbortController();
    const onSourcesLeft = (): void => {
      if (signal.aborted) plan.onSourcesLeft?.();
    };
    const restart = (next: PlantConfig): void => {
      config = next;
      again.abort();
    };
    const ending = AbortSignal.any([signal, again.signal]);
    const clean = await runOnce({ ...plan, config, onSourcesLeft }, { port, restart, ending, signal });
    if (signal.aborted || plan.gate !== undefined) return clean ? 0 : 1;
    process.stdout.write("Restarting with the checked config of the plant …\n");
  }
}

interface Life {
  readonly port: number;
  restart(config: PlantConfig): void;
  readonly ending: AbortSignal;
  /** Ends the edge for good. */
  readonly signal: AbortSignal;
}

/** Runs the edge once. Resolves with whether every part stopped cleanly. */
async function runOnce(plan: EdgePlan, life: Life): Promise<boolean> {
  const { options, config, log, onSourcesLeft } = plan;
  const edge = await started(life.port, config, {
    ...{
      dataDir: options.dataDir,
      host: options.host,
      port: life.port,
      log,
      restart: (next: PlantConfig) => life.restart(next),
      signal: life.signal,
    },
    ...(onSourcesLeft === undefined ? {} : { onSourcesLeft }),
    ...(plan.gate === undefined ? {} : { gate: plan.gate }),
  });
  plan.onListening?.();
  using _last = speakLast({
    say: (failure) => log.fatal({ part: "edge", ...failure }, LAST_WORDS),
    flush: () => edge.flush(),
  });
  if (edge.firstInvitation !== undefined) process.stdout.write(firstUserText(edge.address, edge.firstInvitation));
  let keeping: RunningJob | undefined;
  let background: Promise<void> | undefined;
  void edge.firstValues.then(() => {
    if (life.ending.aborted) return;
    // The first text reported that no machine answers yet.
    if (keeping !== undefined) process.stdout.write(servingText(edge, plan, "live"));
    background = plan.onceLive?.(edge, life.ending).then(() => giveBackMemoryLater(life.ending));
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

/** Starts the edge. Another program may have taken the port since it was chosen; the error names that program. */
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

/** Shows the link on a terminal only: files and logs are kept, and other people can read them. */
function firstUserText(address: string, invite: () => string): string {
  if (!process.stdout.isTTY)
    return "The edge has no users yet. Create the first one on this machine: gemba users invite\n";
  const link = address + invitationPath(invite());
  return `\n  No users yet. This one-time link creates the first admin; it is valid for a day:\n  ${link}\n`;
}

/** The viewer's address. Scripts wait for `is live`. */
function servingText(edge: RunningEdge, { config, options }: EdgePlan, state: "live" | "silent"): string {
  const { zh, en } = config.site.name;
  const is = state === "live" ? "is live" : "is running, but no machine answers yet";
  const users = edge.hasUsers || edge.firstInvitation !== undefined ? "" : firstAdminText(options.dataDir);
  return `\n  ${zh} · ${en} ${is}:  ${edge.address}\n  Ctrl-C stops it.\n${users}\n`;
}

/** How to create the first admin, who is needed for every change. */
function firstAdminText(dataDir: string): string {
  const folder = dataDir === fromUser("data") ? "" : ` --data-dir ${dataDir}`;
  return [
    "",
    "  There are no users: everybody on this machine may read, acknowledge, comment and shelve.",
    "  Layout, config, trust and users need an admin. This prints a one-time link for the first:",
    `    npm run gemba -- users invite${folder}`,
    "",
  ].join("\n");
}

/** Returns a function that writes the run file when its content has changed. */
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
