import { expect, it } from "vitest";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { changeIslands, islandsAt, previewIslands } from "../../../edge/api/services/production/islands.ts";
import type { Role } from "../../../edge/contracts/access/access.ts";
import type { MaterialReader } from "../../../edge/contracts/production/material.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { ISLANDS, islandBook, MOVED } from "../../fakes/islands.ts";

const callerOf = (role: Role, via: "session" | "token" = "session"): Caller => ({
  kind: "user",
  identity: { user: "li", role, via },
  origin: "::1",
});

function bench() {
  const plant = islandBook();
  const journal = new MemoryJournal();
  const piece = (variant: string, place: string) => ({ variant, place, state: "inside" });
  const pieces = [piece("PH-40A", "CNC-102"), piece("PH-40A", "BUF-1"), piece("PH-80B", "CNC-103")];
  const material = {
    pieces: async () => ({ pieces, total: pieces.length }),
    orders: async () => [
      { variant: "PH-65A", endedAt: null },
      { variant: "OLD", endedAt: 5 },
    ],
  } as unknown as MaterialReader;
  const deps = { ...fakeEdge().deps, journal, material, islands: plant.open() };
  return { plant, deps, journal, [Symbol.dispose]: () => plant[Symbol.dispose]() };
}

it("[IS10] an engineer changes islands and is on record, with reason; a refused change too", async () => {
  using at = bench();
  const wanted = { version: 1, islands: MOVED, reason: "rush order" };
  const change = await changeIslands(at.deps, callerOf("engineer"), { wanted, now: 0 });
  expect(change).toMatchObject({ version: 2, by: "li", state: "record" });
  await expect(changeIslands(at.deps, callerOf("engineer"), { wanted, now: 0 })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(at.journal.entries.map(({ action, target, result }) => `${action} ${target} ${result}`)).toEqual([
    "islands.change version 2 done",
    "islands.change version 2 refused",
  ]);
  expect(JSON.stringify(at.journal.entries[0])).toContain("rush order");
});

it("[IS10] neither a token nor a maintainer changes islands, nor anybody while the edge has no users", async () => {
  using at = bench();
  const wanted = { version: 1, islands: MOVED, reason: "r" };
  const callers = [callerOf("admin", "token"), callerOf("maintainer"), { kind: "local", origin: "::1" } as const];
  for (const caller of callers)
    await expect(changeIslands(at.deps, caller, { wanted, now: 0 })).rejects.toMatchObject({ code: "forbidden" });
  expect(at.deps.islands.now.version).toBe(1);
});

it("[IS5] a preview says which pieces are concerned, and changes nothing", async () => {
  using at = bench();
  const { problems, moves } = await previewIslands(at.deps, callerOf("viewer"), { islands: MOVED, now: 0 });
  expect(problems).toEqual([]);
  // One of its two pieces is at the machine that leaves, and is finished there.
  expect(moves.find(({ variant }) => variant === "PH-40A")).toMatchObject({ step: "OP10", pieces: 2, here: 1 });
  expect(moves.find(({ variant }) => variant === "PH-80B")).toMatchObject({ pieces: 1, here: 0 });
  expect(at.deps.islands.now.version).toBe(1);
  expect(at.journal.entries).toEqual([]);
});

it("[IS6] the islands of a past instant are asked for, with what was asked for then", async () => {
  using at = bench();
  const { plant, deps } = at;
  const caller = callerOf("engineer");
  const before = plant.clock.at;
  plant.clock.at += 10e6;
  await changeIslands(deps, caller, { wanted: { version: 1, islands: MOVED, reason: "r" }, now: 0 });
  const then = await islandsAt(deps, caller, { at: before + 1, now: 0 });
  expect(then).toMatchObject({ version: 1, inForce: { version: 1, islands: ISLANDS }, pending: null });
  const now = await islandsAt(deps, caller, { at: undefined, now: 0 });
  expect(now).toMatchObject({ version: 2, inForce: { version: 2, islands: MOVED }, plant: null, configured: ISLANDS });
  expect(now.variants).toContain("PH-65A");
  expect(now.variants).not.toContain("OLD");
  expect(now.changes.map(({ version }) => version)).toEqual([2, 1]);
  const early = await islandsAt(deps, caller, { at: 5, now: 0 });
  expect(early).toMatchObject({ version: 0, inForce: { islands: [] } });
});
