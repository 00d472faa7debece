/** The `gemba` command: picks the command, turns signals into one AbortSignal, errors into one line and an exit code. */
import type { Command } from "./commands/command.ts";
import { parseOptions, VERSION } from "./commands/options.ts";
import { EdgeError, reasonOf } from "./contracts/errors.ts";

/** Loaded when asked for: what a command needs takes half a second to load, and a signal in that time must find its handler. */
const COMMANDS = new Map<string, () => Promise<Command>>([
  ["start", async () => (await import("./commands/start.ts")).startCommand],
  ["edge", async () => (await import("./commands/edge.ts")).edgeCommand],
  ["simulate", async () => (await import("./commands/simulate.ts")).simulateCommand],
  ["evaluate", async () => (await import("./commands/evaluate.ts")).evaluateCommand],
  ["score", async () => (await import("./commands/score.ts")).scoreCommand],
  ["export-data", async () => (await import("./commands/history.ts")).exportDataCommand],
  ["export-incident", async () => (await import("./commands/history.ts")).exportIncidentCommand],
  ["replay", async () => (await import("./commands/replay.ts")).replayCommand],
  ["backup", async () => (await import("./commands/history.ts")).backupCommand],
  ["restore", async () => (await import("./commands/restore.ts")).restoreCommand],
  ["reset", async () => (await import("./commands/restore.ts")).resetCommand],
  ["check-data", async () => (await import("./commands/history.ts")).checkDataCommand],
  ["setup", async () => (await import("./commands/setup.ts")).setupCommand],
  ["discover", async () => (await import("./commands/discover.ts")).discoverCommand],
  ["pki", async () => (await import("./commands/pki.ts")).pkiCommand],
  ["audit", async () => (await import("./commands/audit.ts")).auditCommand],
  ["alerts", async () => (await import("./commands/alerts.ts")).alertsCommand],
  ["reload", async () => (await import("./commands/reload.ts")).reloadCommand],
  ["tls", async () => (await import("./commands/tls.ts")).tlsCommand],
  ["users", async () => (await import("./commands/users.ts")).usersCommand],
  ["import", async () => (await import("./commands/import.ts")).importCommand],
  ["export", async () => (await import("./commands/export.ts")).exportCommand],
  ["bundle", async () => (await import("./commands/bundle.ts")).bundleCommand],
  ["command", async () => (await import("./commands/send-command.ts")).sendCommandCommand],
  ["check", async () => (await import("./commands/check.ts")).checkCommand],
]);

const USAGE = `gemba ${VERSION}: shop-floor digital twin and OPC UA edge

  gemba start      the whole: simulators and broker where the plant is simulated, edge, viewer
  gemba edge       the edge and its viewer alone, for real machines
  gemba simulate   the simulated machines alone
  gemba discover   looks at an OPC UA server or MQTT broker and proposes a config for it
  gemba import     a config from a tag table of TIA Portal, Kepware or UaExpert
  gemba export     the OPC UA tags of a config as such a table
  gemba bundle     an archive that installs without a network
  gemba pki        certificates of the OPC UA connections: list, trust, reject, export, renew
  gemba audit      the record of what people did: verify, export
  gemba alerts     try: what the rules of a config would have raised over history
  gemba evaluate   what the detectors find in the simulated plant, against its ground truth
  gemba score      what the detectors find in a public data set, for its scorer
  gemba reload     lets a running edge read its rules again
  gemba users      who may sign in: add, list, remove, invite, password
  gemba tls        export: the certificate that browsers need to trust a local authority
  gemba command    writes one metric of a Sparkplug device that the config allows to write
  gemba check      reads a config and prints everything that is wrong with it
  gemba setup      creates the databases that the config's sinks name

  gemba export-data      samples of a time as Parquet or CSV
  gemba export-incident  the plant over a time, as one file
  gemba replay FILE      opens such a file without a plant
  gemba backup           copies everything an edge keeps, while it runs
  gemba restore DIR      puts such a copy in the place of a data folder
  gemba reset DIR        empties a data folder, as before the first start
  gemba check-data       reads all history and says what is damaged

  gemba COMMAND --help     the options of a command
  gemba --version
`;

/** Bad usage or config. */
const EXIT_USAGE = 2;

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return print(`${VERSION}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return print(USAGE);
  const load = COMMANDS.get(name);
  if (load === undefined) {
    process.stderr.write(`gemba: there is no command "${name}"\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const options = parseOptions(rest);
  const signal = stopSignal();
  const command = await load();
  if (options.help) return print(command.help);
  const stray = options.positionals[command.operands ?? 0];
  if (stray !== undefined) throw new EdgeError("bad-request", `${name} does not take "${stray}"; options begin with --. Try --help`);
  try {
    return signal.aborted ? 0 : await command.run(options, signal);
  } catch (error) {
    // Who stops it while it starts gets what was asked for, whatever that interrupted.
    if (signal.aborted) return 0;
    throw error;
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Aborts at the first SIGINT or SIGTERM; further ones are ignored, the stop has its own deadline. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort(signal));
  return controller.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`gemba: ${reasonOf(error)}\n`);
  process.exitCode = error instanceof EdgeError && (error.code === "bad-config" || error.code === "bad-request") ? EXIT_USAGE : 1;
}
// Handles that a library left open must not keep a stopped edge alive.
process.exit();
