/** Questions about the history of a site, through its API at the hub. */
import { pino } from "pino";
import { expect, it } from "vitest";
import { onBehalfOf } from "../../../edge/api/http/on-behalf-of.ts";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { decodeCurves } from "../../../edge/contracts/explore/curve-block.ts";
import { openSite } from "../../../edge/hub/site/site.ts";
import { siteApi } from "../../../edge/hub/site/site-api.ts";
import { HubSite, SITE_ID } from "../../fakes/fleet/hub-site.ts";
import { T0 } from "../../fakes/source/samples.ts";
import { batchOf } from "../../fakes/source/tags.ts";

const VIEWER: Caller = {
  kind: "user",
  origin: "127.0.0.1",
  identity: { user: "vera", role: "viewer", via: "session" },
};

it("[CV40] curves, expressions and periods come from the hub's history; what people save is at the edge", async () => {
  await using hub = await HubSite.make();
  await hub.putPlant();
  const sample = (second: number, value: number) => ({ ref: 0, time: T0 + second * 1e6, value });
  const list = Array.from({ length: 20 }, (_, second) => sample(second, second < 10 ? 1 : 5));
  await hub.send({ kind: "samples", batches: [batchOf(list, list.at(-1)?.time ?? T0)] });
  const site = await openSite({ source: () => hub.edge.site, files: hub.files, log: pino({ level: "silent" }) });
  const api = siteApi(site, { staticDir: undefined });
  await api.ready();
  const tag = hub.tags[0]?.tagUid ?? "";
  const [from, to] = [T0, T0 + 20e6].map((us) => new Date(us / 1000).toISOString());
  const post = (url: string, payload: object, method: "POST" | "PUT" = "POST") =>
    onBehalfOf.run(VIEWER, () => api.inject({ method, url, payload }));
  try {
    const expression = { text: "a * 2", inputs: [{ name: "a", tag }] };
    const asked = { from, to, width: 20, curves: [{ tag }, { expression }] };
    const answer = await post("/api/v1/curves", asked);
    expect(answer.statusCode, answer.body).toBe(200);
    const bytes = answer.rawPayload;
    const { curves } = decodeCurves(new Uint8Array(bytes).buffer);
    expect(curves.map(({ max }) => Math.max(...[...max].filter((value) => !Number.isNaN(value))))).toEqual([5, 10]);
    const rule = { expression: { text: "a > 3", inputs: [{ name: "a", tag }] }, leastSeconds: 1 };
    const periods = await post("/api/v1/periods", { from, to, rule });
    expect(periods.statusCode, periods.body).toBe(200);
    expect(periods.json()).toMatchObject({
      periods: [{ from: new Date(T0 / 1000 + 10_000).toISOString().replace("Z", "000Z") }],
    });
    expect((await post("/api/v1/expressions/check", { expression })).json()).toEqual({ problems: [] });
    const saved = await post(`/api/v1/views/${SITE_ID}`, { scope: "mine", content: {} }, "PUT");
    expect(saved.statusCode).toBe(409);
  } finally {
    site.close();
    await api.close();
  }
}, 30_000);
