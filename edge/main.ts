/**
 * The `gemba` command: picks the subcommand, turns signals into one AbortSignal, and ends within a bound in any case.
 */
import { COMMANDS, type CommandEntry, type Way } from "./cli/all.ts";
import { parseOptions } from "./cli/options.ts";
import { interruptedCode, runApart } from "./cli/process/apart.ts";
import { EXIT_USAGE, runCommand } from "./cli/run-command.ts";
import { speakLast } from "./observe/last-words.ts";
import { VERSION } from "./observe/version.ts";

/** A service stops its parts, each within a bound of its own. This ends a service whose bounds did not hold. */
const SERVICE_ENDS_WITHIN_MS = 4_600;
/** The bound of a command that asks a person or takes a moment. */
const OTHER_ENDS_WITHIN_MS = 1_000;

const USAGE = `gemba ${VERSION}: shop-floor digital twin and OPC UA edge

  gemba start      the whole: simulators and broker where the plant is simulated, edge, viewer
  gemba edge       the edge and its viewer alone, for real machines
  gemba simulate   the simulated machines alone
  gemba hub        takes the logs of many edges and keeps them
  gemba hub-ledger what each edge, its hub and the store have counted
  gemba hub-adopt  gives a hub the edges of another one that is gone for good
  gemba witness    says which of two boxes writes (docs/standby.md)
  gemba switch     the box that writes hands over to the other one
  gemba discover   looks at an OPC UA server or MQTT broker and proposes a config for it
  gemba import     a config from a tag table of TIA Portal, Kepware or UaExpert, or from symbols and blocks of STEP 7
  gemba export     the OPC UA tags of a config as such a table
  gemba bundle     an archive that installs without a network
  gemba pki        certificates of the OPC UA connections: list, trust, reject, export, renew
  gemba audit      the record of what people did: verify, export
  gemba verify-passport   whether the passport of a piece is as it was sealed
  gemba alerts     try: what the rules of a config would have raised over history
  gemba notify     try: sends a test message through the channels of a config
  gemba evaluate   what the detectors find in the simulated plant, against its ground truth
  gemba learn      a model of a labelled event, from a table of signals
  gemba evidence   computes the evidence of a health alert once more from history
  gemba verdicts   lets what people said about findings count in later ones
  gemba import-history  what Gemba would have found in past data of another system
  gemba score      what the detectors find in a public data set, for its scorer
  gemba schedule   score: how near its search comes to the best known schedules
  gemba whatif     what comes next in the plant, and with other machines, vehicles or orders
  gemba study      which machines, vehicles, buffers or sequences are best, of many together
  gemba clock      confirm: the machine's clock is right, after a step that holds deletion
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

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return print(`${VERSION}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return print(USAGE);
  const entry = COMMANDS.get(name);
  if (entry === undefined) {
    process.stderr.write(`gemba: there is no command "${name}"\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const signal = stopSignal();
  const way = wayOf(entry, rest);
  if (way === "apart") return await runApart({ args }, signal);
  signal.addEventListener("abort", () => endLate(way === "service", signal), { once: true });
  return await runCommand(args, signal);
}

/** `here` where the options are wrong: the command itself then reports them. */
function wayOf({ way }: CommandEntry, rest: readonly string[]): Way {
  try {
    const options = parseOptions(rest);
    if (options.help) return "here";
    return typeof way === "function" ? way(options) : way;
  } catch {
    return "here";
  }
}

/** Ends the process when the command does not end by itself. */
function endLate(isService: boolean, signal: AbortSignal): void {
  const end = (): void => {
    if (isService)
      process.stderr.write(
        "gemba: a part did not stop in time and is left behind; the last line of the log names the one before it\n",
      );
    process.exit(isService ? 1 : interruptedCode(signal));
  };
  setTimeout(end, isService ? SERVICE_ENDS_WITHIN_MS : OTHER_ENDS_WITHIN_MS).unref();
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Aborts at the first SIGINT or SIGTERM. Further ones change nothing: the stop has its own deadline. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort(signal));
  return controller.signal;
}

speakLast({
  say: ({ reason, stack }) => process.stderr.write(`gemba: ended by an uncaught error: ${reason}\n${stack}\n`),
});
process.exitCode = await main(process.argv.slice(2));
// Handles that a library left open must not keep a stopped edge alive.
process.exit();
