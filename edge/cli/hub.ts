/** Commands of a hub, which takes the logs of many edges. */
import { StopStack } from "../compose/stop-stack.ts";
import { invitationPath } from "../contracts/access/invitation.ts";
import { EdgeError } from "../contracts/errors.ts";
import { adopt } from "../hub/adopt.ts";
import { Hub } from "../hub/hub.ts";
import { ledgerText, readLedgers } from "../hub/ledger.ts";
import { openMetrics } from "../hub/metrics/metrics-server.ts";
import { lockDataFolder } from "../model/data-folder.ts";
import { createLog } from "../observe/log.ts";
import { aborted, type Command } from "./command.ts";
import { readHubConfig } from "./hub-config.ts";
import { openHubServing } from "./hub-serving.ts";

const STOP_WITHIN_MS = 4_000;

/** `gemba hub`. */
export const hubCommand: Command = {
  help: `gemba hub --config DIR: takes the logs of edges over NATS JetStream and keeps them (docs/fleet.md)

  --config DIR        folder with hub.yaml
  --data-dir DIR      everything the hub keeps (default ./data)
  --log-level LEVEL   trace, debug, info, warn, error, silent (default info)
`,
  async run({ config: folder, dataDir, logLevel }, signal) {
    const config = readHubConfig(folder);
    using _lock = lockDataFolder(dataDir, {
      inUse: (path, pid) =>
        `the data folder ${path} is in use by process ${pid}; stop it, or choose another --data-dir`,
      atOnce: (path) => `several hubs start on ${path} at once; start one`,
    });
    const log = createLog({ level: logLevel });
    const hub = new Hub({ config, dataDir, log });
    const stop = new StopStack(STOP_WITHIN_MS, log);
    const ending = new AbortController();
    try {
      const { address, firstInvitation } = await openHubServing({ hub, config, folder, dataDir, log }, stop);
      const first = firstInvitation === undefined ? "" : `  First user: ${address}${invitationPath(firstInvitation)}\n`;
      process.stdout.write(
        `The hub keeps its edges in ${dataDir}; see them with: gemba hub-ledger --data-dir ${dataDir}\n` +
          `  Sites: ${address}\n${first}`,
      );
      const metrics = config.metrics === undefined ? undefined : await openMetrics(hub, config.metrics);
      if (metrics !== undefined) stop.add("metrics", () => metrics.close());
      const running = hub.run(ending.signal);
      await Promise.race([aborted(signal), running]);
      // Whoever looks at a site reads what the hub has open.
      await stop.run();
      ending.abort();
      await running;
    } finally {
      await stop.run();
    }
    return 0;
  },
};

/** `gemba hub-adopt`. */
export const hubAdoptCommand: Command = {
  help: `gemba hub-adopt NAME|EDGE: gives the hub of --config the edges of another hub that is gone for good

  gemba hub-adopt NAME   all edges of the hub NAME; with its own name, those of an earlier data folder of its own
  gemba hub-adopt EDGE   those of the partition of one edge, by the edge's id

  --config DIR     folder with hub.yaml of the hub that takes them
  --data-dir DIR   its data folder (default ./data)

It may run meanwhile. Edges send again what their logs still have; what is missing is declared.
`,
  operands: 1,
  async run({ config: folder, dataDir, positionals }) {
    const [who] = positionals;
    if (who === undefined) throw new EdgeError("bad-request", "gemba hub-adopt: name a hub or an edge. See --help");
    const { partitions, from } = await adopt(readHubConfig(folder), dataDir, who);
    process.stdout.write(
      `${partitions.length} partitions were taken from ${from.join(", ")}: ${partitions.join(", ")}\n`,
    );
    return 0;
  },
};

/** `gemba hub-ledger`. */
export const hubLedgerCommand: Command = {
  help: `gemba hub-ledger: what each edge, its hub and the store have counted. Exit code 0: the same, 1: not,
or an edge was refused, items went unread, or the hub has a problem

  --data-dir DIR   data folder of the hub (default ./data)
  --json           as JSON
`,
  run({ dataDir, json }) {
    const ledgers = readLedgers(dataDir);
    if (ledgers.length === 0)
      throw new EdgeError("not-found", `${dataDir} has no edges; name the data folder of a hub with --data-dir`);
    if (json) process.stdout.write(`${JSON.stringify(ledgers)}\n`);
    else for (const ledger of ledgers) process.stdout.write(`${ledgerText(ledger, Date.now())}\n`);
    const isWrong = ledgers.some(
      ({ miscounted, refused, retiredUnread, problem }) =>
        miscounted > 0 || refused !== null || retiredUnread > 0 || problem !== null,
    );
    return Promise.resolve(isWrong ? 1 : 0);
  },
};
