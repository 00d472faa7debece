import { afterEach, describe, expect, it, vi } from "vitest";
import { hostOf } from "../../../../edge/api/http/address.ts";
import type { Api } from "../../../../edge/api/http/api.ts";
import { costOf } from "../../../../edge/api/http/costs.ts";
import { Gate, type Pass } from "../../../../edge/api/http/gate.ts";
import { limitRates } from "../../../../edge/api/http/rate-limit.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { Lobby } from "../../../../edge/api/stream/lobby.ts";
import { asker } from "../../../../edge/observe/asker.ts";
import { Counters } from "../../../../edge/observe/counters.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

const LIMITS = { running: 4, runningOfOne: 2, waiting: 6, waitingOfOne: 4, waitMs: 60_000 };

async function stateOf({ isIn }: Pass): Promise<"in" | "out" | "waits"> {
  return await Promise.race([
    isIn.then((value) => (value ? ("in" as const) : ("out" as const))),
    new Promise<"waits">((resolve) => setTimeout(() => resolve("waits"), 5)),
  ]);
}
const statesOf = (passes: readonly Pass[]) => Promise.all(passes.map(stateOf));

describe("[B8] gate of expensive queries", () => {
  it("gives a client its share, makes it wait, and refuses requests beyond the bound", async () => {
    const gate = new Gate(LIMITS);
    const greedy = Array.from({ length: 8 }, () => gate.ask("a"));
    expect(await statesOf(greedy)).toEqual(["in", "in", "waits", "waits", "waits", "waits", "out", "out"]);
    expect(await statesOf(["b", "c", "d"].map((who) => gate.ask(who)))).toEqual(["in", "in", "waits"]);
    expect([gate.running, gate.waiting]).toEqual([4, 5]);
    expect(await statesOf([gate.ask("e"), gate.ask("f")])).toEqual(["waits", "out"]);
  });

  it("gives places to waiting clients in turn", async () => {
    const gate = new Gate({ ...LIMITS, running: 1, runningOfOne: 1 });
    const first = gate.ask("a");
    const order: string[] = [];
    const passes = ["a", "a", "a", "b", "b", "c"].map((who) => {
      const pass = gate.ask(who);
      void pass.isIn.then((isIn) => isIn && order.push(who) && setTimeout(pass.leave, 1));
      return pass;
    });
    first.leave();
    await Promise.all(passes.map(({ isIn }) => isIn));
    expect(order).toEqual(["a", "b", "c", "a", "b", "a"]);
    await vi.waitFor(() => expect([gate.running, gate.waiting]).toEqual([0, 0]));
  });

  it("a place is released only once, and a client that waits too long or leaves gets none", async () => {
    const gate = new Gate({ ...LIMITS, running: 1, runningOfOne: 1, waitMs: 20 });
    const first = gate.ask("a");
    const [late, left] = [gate.ask("b"), gate.ask("c")];
    left.leave();
    expect(await Promise.all([late.isIn, left.isIn])).toEqual([false, false]);
    first.leave();
    first.leave();
    late.leave();
    expect([gate.running, gate.waiting]).toEqual([0, 0]);
    expect(await gate.ask("d").isIn).toBe(true);
    expect(gate.running).toBe(1);
  });
});

describe("[B8] on the API", () => {
  let app: Api;
  afterEach(() => app.close());

  it("[row 17] queries beyond the bound get 503 and Retry-After; other clients and routes are answered", async () => {
    const held: (() => void)[] = [];
    const { deps } = fakeEdge();
    app = buildApi({
      ...deps,
      historian: {
        ...deps.historian,
        aligned: () => new Promise((resolve) => held.push(() => resolve({ times: [], values: [] }))),
      },
    });
    const url = "/api/v1/aligned?tag=urn:test:lathe:1001%23temperature";
    const mine = Array.from({ length: 200 }, () => app.inject({ url, remoteAddress: "127.0.0.1" }));
    await vi.waitFor(() => expect(held).toHaveLength(6));
    const other = app.inject({ url, remoteAddress: "127.0.0.2" });
    await vi.waitFor(() => expect(held).toHaveLength(7));
    expect((await app.inject("/api/v1/alerts")).statusCode).toBe(200);
    while (held.length > 0) {
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const codes = await vi.waitFor(async () => {
      while (held.length > 0) held.shift()?.();
      const all = await Promise.race([
        Promise.all(mine),
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 10)),
      ]);
      expect(all).toBeDefined();
      return all ?? [];
    });
    const refused = codes.filter(({ statusCode }) => statusCode === 503);
    expect(refused).toHaveLength(200 - 6 - 128);
    expect(refused[0]?.headers["retry-after"]).toBe("5");
    expect(refused[0]?.json()).toMatchObject({ code: "unavailable" });
    expect(codes.filter(({ statusCode }) => statusCode === 200)).toHaveLength(6 + 128);
    expect((await other).statusCode).toBe(200);
    expect(deps.counters.text()).toContain("gemba_api_expensive_running 0");
    expect(deps.counters.text()).toContain("gemba_api_dear_running 0");
  });

  it("a history query carries its client", async () => {
    const { deps } = fakeEdge();
    const signals: (AbortSignal | undefined)[] = [];
    const events = {
      events: async () => {
        signals.push(asker.getStore());
        return [];
      },
    };
    app = buildApi({ ...deps, events });
    await app.inject("/api/v1/gaps");
    expect(signals).toEqual([expect.any(AbortSignal)]);
    expect(signals[0]?.aborted).toBe(false);
  });

  it("[B7] [row 17] every route has a cost; the API does not start with a route that has none", async () => {
    app = buildApi(fakeEdge().deps);
    await app.ready();
    expect(costOf("GET", "/api/v1/aligned")).toBe("history");
    expect(costOf("HEAD", "/api/v1/aligned")).toBe("history");
    const another = buildApi(fakeEdge().deps);
    limitRates(another, { counters: new Counters() });
    another.get("/api/v1/session/new-route", { schema: {} }, async () => "");
    await expect(another.ready()).rejects.toThrow(/session\/new-route/);
  });

  it("[B7] [row 5] an address costs the same however it is spelt", async () => {
    app = buildApi(fakeEdge().deps);
    const answers: number[] = [];
    for (let round = 0; round < 8; round++) {
      const some = await Promise.all(Array.from({ length: 50 }, () => app.inject("/%61pi/v1/%67aps")));
      answers.push(...some.map(({ statusCode }) => statusCode));
    }
    expect(new Set(answers)).toEqual(new Set([200, 429]));
  });
});

describe("clients that count as one", () => {
  it.each([
    ["10.1.2.3", "10.1.2.3"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::1", "::1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    [undefined, "gone"],
  ])("%s is %s", (address, host) => {
    expect(hostOf(address)).toBe(host);
  });

  it("[B3] a client that fills a lobby displaces its own connections, the oldest first", () => {
    const lobby = new Lobby(4);
    const out: string[] = [];
    const enter = (host: string, name: string) => lobby.enter({ host, leave: () => out.push(name) });
    enter("b", "b1");
    for (let i = 1; i <= 6; i++) enter("a", `a${i}`);
    enter("c", "c1");
    expect(out).toEqual(["a1", "a2", "a3", "a4"]);
    expect(lobby.size).toBe(4);
  });
});
