/** `/api/v1/spares` (rule UP15 in docs/rules/upkeep.md), and parts that a finish names. */
import { expect, it } from "vitest";
import { buildApi } from "../../../../edge/api/server.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { AskedChange, SpareStock, StockChange } from "../../../../edge/contracts/records/spares.ts";
import { startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge, MemoryJournal, NOW_US } from "../../../fakes/api/deps.ts";
import { expectProblem } from "../served-edge.ts";

const CHANGE: StockChange = {
  changeUid: "config/SEAL-1",
  part: "SEAL-1",
  at: NOW_US,
  by: "config",
  delta: 4,
  reason: "config",
  itemUid: null,
  onHand: 4,
};

function fakeStock(): SpareStock & { readonly asked: AskedChange[] } {
  const asked: AskedChange[] = [];
  const name = { zh: "密封圈", en: "Seal" };
  return {
    asked,
    list: () => [{ part: "SEAL-1", name, onHand: 4, minimum: 5, leadDays: null, isLow: true, lastChange: CHANGE }],
    has: (part) => part === "SEAL-1",
    changes: () => [CHANGE],
    change: (one, { by, at }) => {
      asked.push(one);
      if (one.delta < -4)
        return Promise.reject(new EdgeError("conflict", "only 4 of SEAL-1 are on hand; count them first"));
      return Promise.resolve({ ...CHANGE, ...one, by, at, onHand: 4 + one.delta });
    },
  };
}

it("[UP15] lists the stock; a change takes a maintainer and is in the audit log, done or refused", async () => {
  await using people = await startAccounts();
  const [journal, spares] = [new MemoryJournal(), fakeStock()];
  const app = buildApi(fakeEdge({ spares, journal, accounts: people.accounts }).deps);
  const operator = await people.bearer("operator");
  const maintainer = await people.bearer("maintainer");
  const post = async (by: string, delta: number) =>
    await app.inject({
      method: "POST",
      url: "/api/v1/spares/SEAL-1/changes",
      headers: { authorization: by },
      payload: { changeUid: "c-1", delta, reason: "delivery" },
    });
  const authorization = await people.bearer("viewer");
  const get = async (url: string) => (await app.inject({ url, headers: { authorization } })).json<object>();
  expect(await get("/api/v1/spares")).toMatchObject({ spares: [{ part: "SEAL-1", onHand: 4, isLow: true }] });
  expect(await get("/api/v1/spares/changes?part=SEAL-1")).toMatchObject({ changes: [{ by: "config", delta: 4 }] });
  expectProblem(await post(operator, 3), 403, "forbidden");
  const done = await post(maintainer, 3);
  expect(done.json(), done.body).toMatchObject({ delta: 3, onHand: 7, reason: "delivery" });
  expectProblem(await post(maintainer, -9), 409, "conflict");
  expect(spares.asked.map(({ delta }) => delta)).toEqual([3, -9]);
  expect(
    journal.entries.filter(({ action }) => action === "stock.change").map(({ result, target }) => [result, target]),
  ).toEqual([
    ["done", "SEAL-1"],
    ["refused", "SEAL-1"],
  ]);
  await app.close();
});
