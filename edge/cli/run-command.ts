import { causeInWords, causeOf, reasonFor } from "../contracts/alerts/causes.ts";
import { EdgeError } from "../contracts/errors.ts";
import { COMMANDS, type CommandEntry } from "./all.ts";
import { unlessStopped } from "./command.ts";
import { parseOptions } from "./options.ts";
import { interruptedCode } from "./process/apart.ts";

/** Bad usage or config. */
export const EXIT_USAGE = 2;

/** Runs a command in this process. Resolves with its exit code; prints an error in one line. */
export async function runCommand([name = "", ...rest]: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const options = parseOptions(rest);
    const { way, load } = COMMANDS.get(name) as CommandEntry;
    const isService = (typeof way === "function" ? way(options) : way) === "service";
    try {
      const command = await unlessStopped(load(), signal);
      if (options.help) {
        process.stdout.write(command.help);
        return 0;
      }
      const stray = options.positionals[command.operands ?? 0];
      if (stray !== undefined)
        throw new EdgeError("bad-request", `${name} does not take "${stray}"; options begin with --. See --help`);
      return await command.run(options, signal);
    } catch (error) {
      // A stop during the start is not an error, whatever it interrupted.
      if (signal.aborted) return stopped(isService, signal);
      throw error;
    }
  } catch (error) {
    return reportFailure(error);
  }
}

/** Prints the error in one line. Returns the exit code of a command that ended with it. */
export function reportFailure(error: unknown): number {
  process.stderr.write(`gemba: ${failureText(error)}\n`);
  return error instanceof EdgeError && (error.code === "bad-config" || error.code === "bad-request") ? EXIT_USAGE : 1;
}

/** A stopped service has done its work; any other stopped command has not. */
function stopped(isService: boolean, signal: AbortSignal): number {
  return isService ? 0 : interruptedCode(signal);
}

/** The edge's own message has the remedy; its cause gives the details. */
function failureText(error: unknown): string {
  if (!(error instanceof EdgeError)) return reasonFor(error);
  return error.cause === undefined ? error.message : `${error.message} (${causeInWords(causeOf(error.cause)).en})`;
}
