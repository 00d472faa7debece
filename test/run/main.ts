/**
 * `npm test`: the check, then the tests. `--seed N` repeats a run, `--full` runs the long sets in full and adds twenty
 * rounds of chaos, `--third` with it runs a third of the slow files, other arguments go to vitest
 * (`npm test -- test/unit/model`, `npm test -- --project flow`).
 */
import { part } from "./part.ts";

const CHECK = ["scripts/check.mjs"];
const CHAOS = ["test/reliability/main.ts", "--chaos", "--rounds", "20"];
const VITEST = ["node_modules/vitest/vitest.mjs", "run"];

/** Returns the arguments for vitest; the rest goes into the environment of child processes. */
function read(args: readonly string[]): string[] {
  const rest = [...args];
  const at = rest.indexOf("--seed");
  if (at >= 0) process.env["GEMBA_SEED"] = rest.splice(at, 2)[1] ?? "";
  for (const name of ["full", "third"]) {
    const flag = rest.indexOf(`--${name}`);
    if (flag < 0) continue;
    rest.splice(flag, 1);
    process.env[`GEMBA_${name.toUpperCase()}`] = "1";
  }
  return rest;
}

const rest = read(process.argv.slice(2));
const { SEED } = await import("./seed.ts");
const script = process.env["GEMBA_FULL"] === "1" ? "run test:full" : "test";
process.stdout.write(`seed ${SEED}: npm ${script} -- --seed ${SEED} repeats this run\n`);
const beganMs = Date.now();
const minutes = (): string => ((Date.now() - beganMs) / 60_000).toFixed(1);
const checked = process.env["GEMBA_FULL"] === "1" ? 0 : await part(CHECK);
const checkMinutes = minutes();
process.exitCode = checked === 0 ? await part([...VITEST, ...rest]) : checked;
// A run of named files is not a full run.
const isWhole = process.env["GEMBA_FULL"] === "1" && rest.length === 0;
if (process.exitCode === 0 && isWhole) process.exitCode = await part([...CHAOS, "--seed", String(SEED)]);
process.stdout.write(`minutes: ${checkMinutes} check, ${minutes()} in all\n`);
