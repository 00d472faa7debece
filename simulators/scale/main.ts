/**
 * `gemba simulate --assets N --tags-per-asset M`: a plant of plain variables for scale tests, and the native server
 * with these variables.
 */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endAtMistakes } from "../last-words.ts";
import { fromUser, UsageError } from "../usage.ts";
import { variablesOf, writeScalePlant } from "./plant-folder.ts";

const DEFAULT_FOLDER = fileURLToPath(new URL("../../config/scale", import.meta.url));
const DEFAULT_PORT = 48_410;
const MOST_TAGS = 1_000_000;
/** Interval at which the variables change. */
const PERIOD_MS = 1000;

const HELP = `gemba simulate --assets N --tags-per-asset M: plain variables for tests of scale

  --assets N          how many assets (default 2000)
  --tags-per-asset M  tags of each (default 50)
  --out DIR           where the plant's config goes (default config/scale)
  --port N            of the server (default 48410)

  Serves them with the native load server (needs gcc and libopen62541-1.4-dev)
  until it is stopped. Read it with: gemba edge --config config/scale
`;

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new UsageError(`--${name} is ${text}; give a whole number from 1 to ${most}`);
  return value;
}

async function serve(args: readonly string[]): Promise<void> {
  const text = { type: "string" } as const;
  const given = parseArgs({
    args: [...args],
    options: { assets: text, "tags-per-asset": text, out: text, port: text, help: { type: "boolean", short: "h" } },
  }).values;
  if (given.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const assets = whole("assets", given.assets ?? "2000", MOST_TAGS);
  const tagsPerAsset = whole("tags-per-asset", given["tags-per-asset"] ?? "50", Math.floor(MOST_TAGS / assets));
  const port = whole("port", given.port ?? String(DEFAULT_PORT), 65_535);
  const plan = { assets, tagsPerAsset, endpoint: `opc.tcp://127.0.0.1:${port}` };
  const folder = given.out === undefined ? DEFAULT_FOLDER : fromUser(given.out, process.env);
  const tags = writeScalePlant(folder, plan);
  process.stdout.write(`${folder}: ${assets} assets, ${tags} tags\n`);
  const { startLoadServer } = await import("../../bench/load/opcua-load.ts");
  await using server = await startLoadServer({ count: variablesOf(plan), periodMs: PERIOD_MS, port });
  process.stdout.write(`Simulated machines run: ${server.endpoint}\n`);
  await Promise.race(["SIGINT", "SIGTERM"].map((name) => once(process, name)));
}

endAtMistakes();
try {
  await serve(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
