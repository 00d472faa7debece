import { mkdirSync } from "node:fs";
import type { Logger } from "pino";
import { type EdgeConfig, loadConfig } from "../config/load.ts";
import { createLog } from "../observe/log.ts";
import { plugins } from "../plugins.ts";
import { startEdge } from "../runtime.ts";
import { aborted, type Command } from "./command.ts";
import type { Options } from "./options.ts";
import { nextFreePort } from "./processes.ts";
import { removeRunFile, writeRunFile } from "./run-file.ts";

const HELP = `gemba edge: the edge with its historian and viewer, without simulators

  --config FILE       a plant's folder or its gemba.yaml (default: the demo plant)
  --port N            port of the viewer and API (default 8080, the next free one if taken)
  --host HOST         loopback address to listen on (default 127.0.0.1)
  --data-dir DIR      everything the edge keeps (default ./data)
  --log-level LEVEL   trace, debug, info, warn, error, silent (default info)
`;

/** What `gemba start` has started besides the edge. */
export interface EdgeParts {
  readonly simulators: number | null;
  readonly broker: number | null;
  readonly opcua: readonly string[];
  readonly mqtt: string | null;
}

/** `gemba edge`. */
export const edgeCommand: Command = {
  help: HELP,
  async run(options, signal) {
    mkdirSync(options.dataDir, { recursive: true });
    const config = await loadConfig(options.config, plugins);
    const parts = { simulators: null, broker: null, opcua: [], mqtt: null };
    return runEdge({ options, config, parts, log: createLog({ level: options.logLevel }) }, signal);
  },
};

/** Runs the edge until the signal, says where it is, and stops it. Resolves with the exit code. */
export async function runEdge(plan: { options: Options; config: EdgeConfig; parts: EdgeParts; log: Logger }, signal: AbortSignal): Promise<number> {
  const { options, config, parts, log } = plan;
  const port = options.port === 0 ? 0 : await nextFreePort(options.port, options.host);
  if (port !== options.port) process.stdout.write(`Port ${options.port} is taken; using ${port}.\n`);
  const edge = await startEdge(config, { dataDir: options.dataDir, host: options.host, port, log });
  void edge.firstValues.then(() => {
    if (signal.aborted) return;
    writeRunFile(options.dataDir, {
      address: edge.address,
      pids: { edge: process.pid, historian: edge.historianPid(), simulators: parts.simulators, broker: parts.broker },
      opcua: parts.opcua,
      mqtt: parts.mqtt,
    });
    process.stdout.write(`\n  ${config.site.name.zh} · ${config.site.name.en} is live:  ${edge.address}\n  Ctrl-C stops it.\n\n`);
  });
  await aborted(signal);
  process.stdout.write("Stopping …\n");
  const clean = await edge.stop();
  if (clean) removeRunFile(options.dataDir);
  return clean ? 0 : 1;
}
