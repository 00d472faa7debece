import { expect, it } from "vitest";
import { Fields } from "../../../edge/agents/mcp/fields.ts";
import { linksOf } from "../../../edge/agents/mcp/links.ts";
import { AssetNames, type ToolContext } from "../../../edge/agents/mcp/tool.ts";
import { recordTools } from "../../../edge/agents/mcp/tools/record.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";

const NOW_MS = Date.parse("2026-11-24T10:00:00Z");

/** Minutes before now. */
const ago = (minutes: number) => new Date(NOW_MS - minutes * 60_000).toISOString();

/** A machine that changed its state each minute of the last two hours, with two alerts an hour ago. */
const ANSWERS: Readonly<Record<string, object>> = {
  "/api/v1/alerts": { alerts: [61, 62].map((minutes) => ({ alertUid: `a${minutes}`, raisedAt: ago(minutes) })) },
  "/api/v1/work-items": { items: [] },
  "/api/v1/gaps": { gaps: [] },
  "/api/v1/states": { states: Array.from({ length: 120 }, (_, i) => ({ from: ago(120 - i), element: "APT" })) },
};

async function changesBefore(limit: number, answers = ANSWERS) {
  const tool = recordTools.find(({ name }) => name === "what_changed_before");
  const context: ToolContext = {
    ask: async (path) => new Fields(answers[path]),
    assets: new AssetNames([{ assetUid: "urn:x:lathe", label: "LATHE" } as Asset]),
    site: { timeZone: "UTC", shifts: [] },
    language: "en",
    nowMs: NOW_MS,
    inWords: () => null,
    links: linksOf("http://x"),
  };
  const answer = await tool?.answer({ at: "now", asset: "LATHE", limit }, context);
  return answer?.data as { readonly total: number; readonly changes: readonly { at: string; what: string }[] };
}

it("[AG14] states of a machine leave room for alerts, and the newest come first", async () => {
  const { total, changes } = await changesBefore(40);
  expect([total, changes.length]).toEqual([122, 40]);
  expect(changes.filter(({ what }) => what === "alert").map(({ at }) => Date.parse(at))).toEqual(
    [61, 62].map((minutes) => Date.parse(ago(minutes))),
  );
  const states = changes.filter(({ what }) => what === "state").map(({ at }) => Date.parse(at));
  expect(states).toEqual(Array.from({ length: 38 }, (_, i) => Date.parse(ago(i + 1))));
  expect(changes.map(({ at }) => Date.parse(at))).toEqual(
    changes.map(({ at }) => Date.parse(at)).sort((a, b) => b - a),
  );
});

it("[AG14] one more than there is room for is left out, and counted", async () => {
  expect((await changesBefore(122)).changes.length).toBe(122);
  expect(await changesBefore(1)).toMatchObject({ total: 122, changes: [{ what: "alert", at: expect.any(String) }] });
});

it("[AG14] a link that fails all the time leaves room for alerts, work and states", async () => {
  const gaps = Array.from({ length: 200 }, (_, i) => ({ from: ago(i / 10), to: ago(i / 10), sourceId: "cell" }));
  const items = Array.from({ length: 12 }, (_, i) => ({ itemUid: `w${i}`, reportedAt: ago(30 + i) }));
  const alerts = Array.from({ length: 30 }, (_, i) => ({ alertUid: `a${i}`, raisedAt: ago(60 + i) }));
  const { changes } = await changesBefore(40, {
    ...ANSWERS,
    "/api/v1/alerts": { alerts },
    "/api/v1/work-items": { items },
    "/api/v1/gaps": { gaps },
  });
  const numbers = Object.entries(Object.groupBy(changes, ({ what }) => what)).map(([what, of]) => [what, of?.length]);
  expect(Object.fromEntries(numbers)).toEqual({ alert: 10, work: 10, gap: 10, state: 10 });
  expect(changes.filter(({ what }) => what === "work")).toMatchObject(
    items.slice(0, 10).map(({ itemUid }) => ({ itemUid })),
  );
});
