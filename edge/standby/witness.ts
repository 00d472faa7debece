/** The third of the three: has a vote and nothing else. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { leaseTimes } from "./lease/timing.ts";
import { readVote, voteWriter } from "./lease/vote-file.ts";
import { Voter } from "./lease/voter.ts";
import type { Place } from "./link/place.ts";
import { type Served, serve } from "./link/serve.ts";

export interface WitnessOptions {
  readonly dataDir: string;
  readonly place: Place;
  readonly key: string | undefined;
  readonly leaseMs: number;
}

/** Listens until it is closed. Throws EdgeError where the address is taken or its file is damaged. */
export function startWitness({ dataDir, place, key, leaseMs }: WitnessOptions): Promise<Served> {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "vote.json");
  const times = leaseTimes(leaseMs);
  const now = (): number => performance.now();
  const voter = new Voter({ name: "witness", times, now, grant: readVote(path), save: voteWriter(path) });
  return serve({ place, key, voter });
}
