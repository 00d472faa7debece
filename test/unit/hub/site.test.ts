/** A site at the hub: its twin, alerts and link, and the API of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import type { Caller } from "../../../edge/api/services/caller.ts";
import type { AlertBook } from "../../../edge/contracts/alerts/alert.ts";
import { LINKS_CHANGED } from "../../../edge/contracts/path/live-links.ts";
import { ALERT_CHANGED } from "../../../edge/contracts/path/replay.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openSite, type SiteParts } from "../../../edge/hub/site/site.ts";
import { isSiteUpgrade, serveSite, siteAddress, siteApi, upgradeSite } from "../../../edge/hub/site/site-api.ts";
import { Sites } from "../../../edge/hub/site/sites.ts";
import { FakeAlerts } from "../../fakes/api/alerts.ts";
import { StreamClient } from "../../fakes/api/stream-client.ts";
import { eventOf } from "../../fakes/fleet/events.ts";
import { HubSite, LATHE, SITE_ID } from "../../fakes/fleet/hub-site.ts";
import { T0 } from "../../fakes/source/samples.ts";
import { batchOf } from "../../fakes/source/tags.ts";

const log = pino({ level: "silent" });
const partsOf = (hub: HubSite, over: Partial<SiteParts> = {}): SiteParts => ({
  source: () => hub.edge.site,
  files: hub.files,
  log,
  ...over,
});
const sample = (ref: number, at: number, value: number) => ({ ref, time: T0 + at * 1000, value });
const samples = (...list: ReturnType<typeof sample>[]) =>
  ({ kind: "samples", batches: [batchOf(list, list.at(-1)?.time ?? T0)] }) as const;
const links = (at: number, live: readonly string[], silent: readonly string[] = [], isWhole = false) =>
  eventOf(LINKS_CHANGED, T0 + at * 1000, { isWhole, live, silent });
const alertOf = (uid: string, state: string) => {
  const [first] = new FakeAlerts(LATHE, T0).standing();
  return { ...first, alertUid: uid, state, annunciatedAt: T0 };
};
const ref = (n: number) => n as TagRef;

afterEach(() => vi.restoreAllMocks());

it("[HS6] a site has its newest values when it opens, and follows what comes", async () => {
  await using hub = await HubSite.make();
  await hub.putPlant();
  await hub.send(samples(sample(0, 1, 10), sample(1, 1, 20)), {
    kind: "events",
    events: [links(1, ["line/cell"], [], true), eventOf(ALERT_CHANGED, T0 + 1000, alertOf("a", "active"))],
  });
  const site = await openSite(partsOf(hub));
  const { twin, alerts } = site.deps;
  expect([twin.value(ref(0)), twin.value(ref(1)), twin.time(ref(0))]).toEqual([10, 20, T0 + 1000]);
  expect(twin.receivedAt(ref(0))).toBe(T0 + 1000);
  expect(twin.isLive(ref(0))).toBe(true);
  expect(alerts.standing()).toMatchObject([{ alertUid: "a", state: "active" }]);
  const seen: unknown[] = [];
  (alerts as AlertBook).subscribe(({ state }) => seen.push(state));
  await hub.send(samples(sample(0, 2, 11)), {
    kind: "events",
    events: [
      eventOf(ALERT_CHANGED, T0 + 2000, alertOf("a", "closed")),
      eventOf(ALERT_CHANGED, T0 + 2000, { alertUid: "b", evidence: "none" }),
      links(3, [], ["line/cell"]),
    ],
  });
  expect(twin.value(ref(0))).toBe(11);
  expect(alerts.standing()).toEqual([]);
  expect(seen).toEqual(["closed"]);
  expect(twin.isLive(ref(0))).toBe(false);
  expect(twin.links()).toMatchObject([{ live: false, reason: "the edge hears nothing over this link" }]);
  site.close();
  await hub.send(samples(sample(0, 3, 12)));
  expect(twin.value(ref(0))).toBe(11);
}, 30_000);

it("[HS7] live values go ahead of history, which never overwrites them", async () => {
  await using hub = await HubSite.make();
  await hub.putPlant();
  await hub.send(samples(sample(0, 1, 10)));
  const site = await openSite(partsOf(hub));
  const { twin, alerts } = site.deps;
  hub.live(
    [batchOf([sample(0, 60_000, 99)], T0 + 60_000_000)],
    [eventOf(ALERT_CHANGED, T0 + 60_000_000, alertOf("a", "acknowledged")), links(60_000, [], ["line/cell"])],
    5_000,
  );
  expect(twin.value(ref(0))).toBe(99);
  expect(site.link().link).toMatchObject({ state: "behind", behindSeconds: 60 });
  await hub.send(samples(sample(0, 2, 11), sample(1, 2, 21), sample(0, 60_000, 98)), {
    kind: "events",
    events: [eventOf(ALERT_CHANGED, T0 + 2_000, alertOf("a", "active")), links(2, ["line/cell"])],
  });
  expect([twin.value(ref(0)), twin.value(ref(1))]).toEqual([99, 21]);
  expect(alerts.standing()).toMatchObject([{ state: "acknowledged" }]);
  expect(twin.links()).toMatchObject([{ live: false }]);
  await hub.send(samples(sample(0, 61_000, 100)));
  expect(twin.value(ref(0))).toBe(100);
  expect(site.link().link.state).toBe("connected");
  site.close();
}, 30_000);

it("[HS5] an edge that is not heard makes everything stale since then, and says what is missing", async () => {
  await using hub = await HubSite.make();
  await hub.putPlant();
  await hub.send(samples(sample(0, 1, 10)), { kind: "lost", items: 7 }, samples(sample(0, 2, 11)));
  const site = await openSite(partsOf(hub));
  const { twin } = site.deps;
  expect(site.link()).toMatchObject({
    link: { state: "connected", why: null },
    missing: { lost: 7, leftOutWaveforms: 0, storedTo: T0 / 1000 + 2 },
  });
  const version = twin.linksVersion;
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 60_000);
  const { link } = site.link();
  expect(link.state).toBe("away");
  expect(link.why?.zh).toContain("集控端未收到");
  expect(link.behindSeconds).toBeGreaterThanOrEqual(59);
  expect(twin.isLive(ref(0))).toBe(false);
  expect(twin.linksVersion).toBe(version + 1);
  const [state] = twin.links();
  expect(state?.ageMs).toBeGreaterThanOrEqual(59_000);
  expect(state?.reason).toContain(new Date(link.heardAt ?? 0).toISOString());
  expect(site.deps.health()).toMatchObject({ sources: [{ name: "line", state: "degraded" }], site: { link } });
  await hub.send(samples(sample(0, 3, 12)));
  expect(site.link().link).toMatchObject({ state: "behind" });
  await hub.send(samples(sample(0, 61_000, 13)));
  expect([site.link().link.state, twin.isLive(ref(0))]).toEqual(["connected", true]);
  site.close();
}, 30_000);

it("[HS9] the API answers what the hub has, refuses the rest in words, and works below an address", async () => {
  await using hub = await HubSite.make();
  await hub.putPlant({ at: T0 });
  await hub.send(samples(sample(0, 1, 10)), {
    kind: "events",
    events: [eventOf(ALERT_CHANGED, T0, alertOf("a", "active"))],
  });
  const acts: unknown[] = [];
  const act = async (alertUid: string, { kind }: { kind: string }) => {
    acts.push([alertUid, kind]);
    return { eventUid: "e", state: "waiting" as const };
  };
  const site = await openSite(partsOf(hub, { acts: { act } }));
  const api = siteApi(site, { staticDir: undefined });
  const get = async (url: string) => await api.inject({ url, headers: { host: "localhost" } });
  expect((await get("/api/v1/plant")).json()).toMatchObject({ site: { id: "bj1" } });
  expect((await get("/api/v1/plant?at=2024-01-01T00:00:01Z")).json()).toMatchObject({ site: { id: "bj1" } });
  expect((await get("/api/v1/health")).json()).toMatchObject({
    site: { link: { state: "connected" }, missing: { lost: 0 } },
  });
  expect((await get("/api/v1/alerts")).json()).toMatchObject({ alerts: [{ alertUid: "a" }] });
  expect((await get("/api/v1/alerts/figures")).statusCode).toBe(200);
  for (const url of ["/api/v1/kpis", "/api/v1/orders", "/api/v1/energy", "/api/v1/dashboards", "/api/v1/journal"]) {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().cause]).toEqual([409, { code: "site-elsewhere", params: {} }]);
  }
  const asked = await api.inject({
    method: "POST",
    url: "/api/v1/alerts/a/acknowledge",
    headers: { host: "localhost" },
    payload: {},
  });
  // Who has not signed in may look, as at an edge without users.
  expect([200, 202, 403]).toContain(asked.statusCode);
  await api.close();
  site.close();
  await throughAddress(partsOf(hub, { acts: { act } }));
}, 30_000);

/** The same over the address of the site at a server of another kind, with a stream. */
async function throughAddress(parts: SiteParts): Promise<void> {
  const identity = { user: "li", role: "operator", via: "session" } as const;
  const caller: Caller = { kind: "user", identity, origin: "127.0.0.1" };
  let now = 0;
  const frame = { staticDir: undefined };
  const sites = new Sites({ partsOf: () => parts, frame, idleMs: 60_000, log, clock: () => now });
  const server = createServer({ shouldUpgradeCallback: isSiteUpgrade }, (request, response) => {
    const address = siteAddress(request.url ?? "");
    if (address === undefined) return void response.writeHead(404).end();
    const asked = { path: address.path, caller };
    return void sites.get(address.edgeId).then(({ api }) => serveSite(api, { request, response }, asked));
  });
  server.on("upgrade", (request, socket, head) => {
    const address = siteAddress(request.url ?? "");
    if (address === undefined) return;
    const { edgeId, path } = address;
    void sites.get(edgeId).then(({ api }) => {
      socket.once("close", sites.hold(edgeId));
      upgradeSite(api, { request, socket, head }, { path, caller });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `127.0.0.1:${(server.address() as AddressInfo).port}/sites/${SITE_ID}`;
  try {
    expect(await (await fetch(`http://${base}/api/v1/plant`)).json()).toMatchObject({ site: { id: "bj1" } });
    const session = await (await fetch(`http://${base}/api/v1/session`)).json();
    expect(session).toMatchObject({ user: "li", role: "operator" });
    expect((await fetch(`http://${base}/api/v1/kpis`)).status).toBe(409);
    const sent = await fetch(`http://${base}/api/v1/alerts/a/acknowledge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect([sent.status, await sent.json()]).toEqual([202, { eventUid: "e", state: "waiting" }]);
    const client = new StreamClient(`ws://${base}/api/v1/stream`);
    await vi.waitFor(() => expect(client.mirror.get(0)).toMatchObject({ value: 10 }), { timeout: 5_000 });
    now = 120_000;
    sites.tick();
    expect(sites.open).toEqual([SITE_ID]);
    client.close();
    await vi.waitFor(() => {
      now += 120_000;
      sites.tick();
      expect(sites.open).toEqual([]);
    });
    const replay = await fetch(`http://${base}/api/v1/replay?at=2024-01-01T00:00:01Z&seconds=1`);
    expect(replay.status).toBe(200);
  } finally {
    await sites.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it("[HS9] only addresses of sites are taken", () => {
  expect(siteAddress(`/sites/${SITE_ID}/api/v1/plant?at=now`)).toEqual({
    edgeId: SITE_ID,
    path: "/api/v1/plant?at=now",
  });
  expect(siteAddress(`/sites/${SITE_ID}/`)).toEqual({ edgeId: SITE_ID, path: "/" });
  for (const url of [
    "/sites/",
    "/sites/../x/",
    `/sites/${SITE_ID}`,
    "/sites/%2e%2e/api",
    "/api/v1/plant",
    "/sites/a b/",
  ])
    expect(siteAddress(url), url).toBeUndefined();
  expect(isSiteUpgrade({ url: "/api/v1/stream", headers: { upgrade: "websocket" } })).toBe(false);
});

it("[HS10] a site without a plant, or with another's, says why; others are closed when nobody looks", async () => {
  await using hub = await HubSite.make();
  await hub.send(samples(sample(0, 1, 10)));
  let now = 0;
  const sites = new Sites({
    partsOf: (id) => (id === SITE_ID ? partsOf(hub) : undefined),
    frame: { staticDir: undefined },
    idleMs: 60_000,
    log,
    clock: () => now,
  });
  await expect(sites.get("none")).rejects.toMatchObject({ code: "not-found" });
  await expect(sites.get(SITE_ID)).rejects.toMatchObject({ code: "unavailable" });
  await hub.putPlant({ edgeId: "another" });
  await expect(sites.get(SITE_ID)).rejects.toMatchObject({ code: "conflict" });
  await hub.putPlant({ plant: { assets: 7 } as never });
  await expect(sites.get(SITE_ID)).rejects.toMatchObject({ code: "conflict" });
  await hub.putPlant({ at: 3 });
  const [first, second] = await Promise.all([sites.get(SITE_ID), sites.get(SITE_ID)]);
  expect(first).toBe(second);
  now = 59_000;
  sites.tick();
  expect(sites.open).toEqual([SITE_ID]);
  now = 60_000;
  sites.tick();
  expect(sites.open).toEqual([]);
  await sites.get(SITE_ID);
  sites.changed(SITE_ID);
  expect(sites.open).toEqual([]);
  await sites.close();
}, 30_000);
