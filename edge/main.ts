/** The `gemba` command: picks the command, turns signals into one AbortSignal, errors into one line and an exit code. */
import { checkCommand } from "./commands/check.ts";
import { edgeCommand } from "./commands/edge.ts";
import { parseOptions, VERSION } from "./commands/options.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { startCommand } from "./commands/start.ts";
import { EdgeError, reasonOf } from "./contracts/errors.ts";

const COMMANDS = { start: startCommand, edge: edgeCommand, simulate: simulateCommand, check: checkCommand } as const;

const USAGE = `gemba ${VERSION}: shop-floor digital twin and OPC UA edge

  gemba start      the whole: simulators and broker where the plant is simulated, edge, viewer
  gemba edge       the edge and its viewer alone, for real machines
  gemba simulate   the simulated machines alone
  gemba check      reads a config and prints everything that is wrong with it

  gemba COMMAND --help     the options of a command
  gemba --version
`;

/** Bad usage or config. */
const EXIT_USAGE = 2;

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return print(`${VERSION}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return print(USAGE);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name as keyof typeof COMMANDS] : undefined;
  if (command === undefined) {
    process.stderr.write(`gemba: there is no command "${name}"\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  const options = parseOptions(rest);
  if (options.help) return print(command.help);
  return command.run(options, stopSignal());
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
