import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isClean, type Ledger } from "./ledger.ts";
import { pathKills } from "./path-kills.ts";
import { powerCuts } from "./power-cut.ts";
import type { Random } from "./random.ts";

/** A plausible defect: a change of one line, and the run that must find it. */
interface Sabotage {
  readonly name: string;
  readonly file: string;
  readonly line: string;
  readonly instead: string;
  readonly foundBy: "kills" | "cuts";
}

const SABOTAGES: readonly Sabotage[] = [
  {
    name: "fsync removed",
    file: "segment-writer.ts",
    line: "    await this.#file.datasync();\n",
    instead: "",
    foundBy: "cuts",
  },
  {
    name: "acknowledged before commit",
    file: "commit-log.ts",
    line: "this.#wake?.();\n    return this.#pending.head;",
    instead: [
      "this.#wake?.();",
      "    setImmediate(() => this.#waiters.release(this.#pending.head));",
      "    return this.#pending.head;",
    ].join("\n"),
    foundBy: "kills",
  },
  {
    name: "a segment skipped",
    file: "log-reader.ts",
    line: "segment.number > number)",
    instead: "segment.number > number + 1)",
    foundBy: "kills",
  },
  {
    name: "dedupe off",
    file: "admission.ts",
    line: "if (!isText && Object.is(value, this.#values[ref])) return this.#stored[ref] as number;",
    instead: "void isText;",
    foundBy: "kills",
  },
];

/** A run must find its defect within 60 s. */
const FIND_WITHIN_S = 60;
const KILLS = 8;
const CUTS = 4;

/** Runs each sabotaged build until it fails. True when all were found in time. */
export async function sabotage(run: {
  readonly root: string;
  readonly seed: number;
  readonly random: Random;
}): Promise<boolean> {
  let isGood = true;
  for (const defect of SABOTAGES) {
    const began = performance.now();
    const root = await sabotagedBuild(run.root, defect);
    try {
      const ledger =
        defect.foundBy === "cuts"
          ? await powerCuts({ ...run, root, cuts: CUTS })
          : await pathKills({ ...run, root, kills: KILLS, keep: false });
      const seconds = (performance.now() - began) / 1000;
      const isFound = ledger !== undefined && !isClean(ledger) && seconds <= FIND_WITHIN_S;
      isGood &&= isFound || ledger === undefined;
      const verdict = ledger === undefined ? "skipped" : isFound ? "found" : "NOT FOUND";
      const counts = ledger === undefined ? "" : `: ${countsOf(ledger)}`;
      process.stdout.write(`${defect.name.padEnd(28)} ${verdict} in ${seconds.toFixed(0)} s${counts}\n`);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
  return isGood;
}

function countsOf({ undeclared, declared, spurious, corrupt, doubled, produced }: Ledger): string {
  return (
    `of ${produced}: ${undeclared} undeclared, ${declared} declared, ` +
    `${spurious} spurious, ${corrupt} corrupt, ${doubled} doubled`
  );
}

/**
 * A copy of the data path with the defect. Throws unless the line is there exactly once: when the line has changed, the
 * defect must change too.
 */
async function sabotagedBuild(root: string, { name, file, line, instead }: Sabotage): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "gemba-sabotaged-"));
  for (const part of ["edge", join("test", "fakes"), join("test", "reliability"), "package.json"])
    await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  const path = join(copy, "edge", "historian", "log", file);
  const text = await readFile(path, "utf8");
  if (text.split(line).length !== 2)
    throw new Error(`sabotage "${name}": ${file} does not have this line exactly once: ${line.trim()}`);
  await writeFile(path, text.replace(line, instead));
  return copy;
}
