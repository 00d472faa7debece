import { expect, it } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge, LATHE, MemoryJournal } from "../../fakes/api/deps.ts";
import { temporaryFolder } from "../../fakes/config/plant-folder.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

/** Figures and counters of an edge where these people acknowledge the same two alarms, each so many seconds later. */
async function figuresAfter(acts: readonly { readonly user: string; readonly afterS: number }[]) {
  using folder = temporaryFolder();
  const journal = new MemoryJournal();
  let now = T0;
  const book = await openAlertBook({ dir: folder.path, edge: "e", clock: () => now, log, journal });
  const edge = fakeEdge({ alerts: book, journal, now: () => T0 + 600 * S });
  const app = buildApi(edge.deps);
  const text = { zh: "高", en: "high" };
  const alarm = { assetUid: LATHE, kind: "process", standing: true, at: T0, severity: 700, evidence: [] } as const;
  book.apply(["hot", "loud"].map((rule) => ({ ...alarm, rule, message: text })));
  for (const [i, { user, afterS }] of acts.entries()) {
    now = T0 + afterS * S;
    const alert = book.standing()[i];
    const principal = { user, role: "operator", origin: "127.0.0.1" };
    await book.act(alert?.alertUid ?? "", { kind: "acknowledge", at: now, principal });
  }
  const figures = (await app.inject("/api/v1/alerts/figures")).json<object>();
  const metrics = (await app.inject("/metrics")).body;
  await app.close();
  await book.close();
  return { figures, metrics };
}

it("[P2] figures of alarms do not depend on the acknowledging user or the time; none is about a person", async () => {
  const quick = await figuresAfter([
    { user: "ann", afterS: 1 },
    { user: "ann", afterS: 2 },
  ]);
  const slow = await figuresAfter([
    { user: "bob", afterS: 300 },
    { user: "eve", afterS: 500 },
  ]);
  expect(quick.figures).toMatchObject({ total: 2, positions: 1 });
  expect(slow.figures).toEqual(quick.figures);
  expect(JSON.stringify([quick, slow])).not.toMatch(/ann\b|bob|eve\b/);
  // Each list is per rule and asset.
  const { topTen } = quick.figures as { topTen: object[] };
  expect(topTen.map((one) => Object.keys(one).sort())).toEqual(topTen.map(() => ["assetUid", "count", "rule"]));
});
