/** Faults of controllers, agents and the edge: what they made is stored or declared, and reading resumes. */
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { between, type Random, shuffled } from "../random.ts";
import { type Account, accountsOf } from "./account.ts";
import { FAULTS, type MachineFault } from "./faults.ts";
import { AGENT_TAG, type MachinesPlant, PLC_TAG, startMachines } from "./plant.ts";

/** Bar of the time from a machine's return to its first new sample. */
const RESUME_WITHIN_MS = 5_000;
const GIVE_UP_MS = 30_000;
const LOOK_EVERY_MS = 25;
const DRAIN_MS = 2_000;
const TAGS = { plc: PLC_TAG, agent: AGENT_TAG } as const;

type Resumes = Map<string, number[]>;

export async function machines({ random, rounds }: { readonly random: Random; readonly rounds: number }) {
  const began = performance.now();
  const resumes: Resumes = new Map();
  /** Times at which the edge was ended. */
  const ends: number[] = [];
  const plant = await startMachines();
  let isGood = false;
  try {
    await plant.edge.start();
    await plant.edge.health();
    for (const machine of ["plc", "agent"] as const) await resumed(plant, machine);
    for (let round = 0; round < rounds; round++)
      for (const fault of shuffled(FAULTS, random)) {
        await sleep(between(random, 200, 1_000));
        if (fault.name.startsWith("edge")) ends.push(Date.now());
        await fault.act(plant);
        await measure(plant, fault, resumes);
        if (plant.edge.hasEnded) throw new Error(`the edge ended by itself after: ${fault.name}`);
      }
    plant.finish();
    await sleep(DRAIN_MS);
    const { audit } = (await plant.edge.health()) as unknown as { audit: { missing: number } };
    ends.push(Date.now());
    await plant.edge.stop();
    const accounts = await accountsOf(plant, ends);
    isGood = printed({ accounts, resumes, missing: audit.missing, seconds: (performance.now() - began) / 1000 });
    return isGood;
  } finally {
    await plant[Symbol.asyncDispose]();
    if (isGood) await rm(plant.folder, { recursive: true, force: true });
    else process.stdout.write(`kept: ${plant.folder}\n`);
  }
}

async function measure(plant: MachinesPlant, { name, hits }: MachineFault, resumes: Resumes): Promise<void> {
  for (const machine of hits) {
    const key = `${name}${hits.length > 1 ? `, ${machine}` : ""}`;
    resumes.set(key, [...(resumes.get(key) ?? []), await resumed(plant, machine)]);
  }
}

/** Time until the edge shows a sample that the machine made after now: the twin follows the log, behind its commit. */
async function resumed({ edge, answers, observed }: MachinesPlant, machine: keyof typeof TAGS): Promise<number> {
  const began = performance.now();
  const newest = machine === "plc" ? answers.length : observed();
  for (;;) {
    if ((await latest(edge.address, TAGS[machine])) > newest) return performance.now() - began;
    if (performance.now() - began > GIVE_UP_MS) throw new Error(`${machine} does not come back`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function latest(address: string, tagUid: string): Promise<number> {
  const answer = await fetch(`${address}/api/v1/samples/latest?tag=${encodeURIComponent(tagUid)}`);
  const { samples = [] } = (await answer.json()) as { samples?: { value: number | null }[] };
  return samples[0]?.value ?? Number.NaN;
}

interface Result {
  readonly accounts: readonly Account[];
  readonly resumes: Resumes;
  /** Samples that the edge's own audit misses. */
  readonly missing: number;
  readonly seconds: number;
}

function printed({ accounts, resumes, missing, seconds }: Result): boolean {
  for (const { what, made, stored, declared, unheard, undeclared, spurious, doubled, examples } of accounts)
    process.stdout.write(
      `${what}: ${made} made, ${stored} stored, ${declared} declared, ${unheard} unheard, ${undeclared} undeclared, ` +
        `${spurious} spurious, ${doubled} doubled ${examples.join("; ")}\n`,
    );
  process.stdout.write("\nfrom the return to the first new sample, s:\n");
  for (const [name, times] of [...resumes].sort(([one], [other]) => one.localeCompare(other)))
    process.stdout.write(`  ${name.padEnd(36)} ${times.map((ms) => (ms / 1000).toFixed(2)).join(" ")}\n`);
  const slowest = Math.max(...[...resumes.values()].flat());
  const isGood =
    missing === 0 &&
    slowest <= RESUME_WITHIN_MS &&
    accounts.every((one) => one.made > 0 && one.undeclared + one.spurious + one.doubled === 0);
  process.stdout.write(
    `\nthe edge's audit misses ${missing}; slowest return ${(slowest / 1000).toFixed(2)} s: ` +
      `${isGood ? "every sample is accounted for" : "NOT CLEAN"} (${seconds.toFixed(0)} s)\n`,
  );
  return isGood;
}
