import { once } from "node:events";
import { connect } from "node:net";
import { fastify } from "fastify";
import { describe, expect, it } from "vitest";
import { limitConnections } from "../../../../edge/api/http/connections.ts";
import { Counters } from "../../../../edge/observe/counters.ts";
import { ask, count, type Listening, portOf, rawClients, until } from "./raw-clients.ts";

const { open, sockets, says } = rawClients();

describe("[row 3] connections", () => {
  async function limited(
    limits: { most: number; mostOfOne: number; reserve: number; reserveMs: number },
    isProxy?: (address: string) => boolean,
  ) {
    const counters = new Counters();
    const app = fastify({ forceCloseConnections: true });
    limitConnections(app, { counters, limits, ...(isProxy === undefined ? {} : { isProxy }) });
    app.get("/api/v1/assets", async () => ({ assets: [] }));
    app.get("/api/v1/health", async () => ({ live: true }));
    await app.listen({ host: "127.0.0.1", port: 0 });
    open.push(app);
    return { app, counters };
  }
  const idle = async (app: Listening, number: number, localAddress: string): Promise<void> => {
    for (let i = 0; i < number; i++) {
      const socket = connect({ port: portOf(app), host: "127.0.0.1", localAddress });
      socket.on("error", () => undefined).resume();
      sockets.push(socket);
      await once(socket, "connect");
    }
  };

  it("[B2] one address gets only its share; another one is answered", async () => {
    const { app, counters } = await limited({ most: 20, mostOfOne: 10, reserve: 4, reserveMs: 60_000 });
    await idle(app, 12, "127.0.0.2");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(12));
    expect(await says(app, ask("/api/v1/assets", "Connection: close\r\n"), "127.0.0.3")).toMatch(/^HTTP\/1\.1 200/);
    const refused = await says(app, ask("/api/v1/assets"), "127.0.0.2");
    expect(refused).toMatch(/^HTTP\/1\.1 503/);
    expect(refused.toLowerCase()).toContain("retry-after: 5");
  });

  it("[B3] health answers when every place is taken and the same silent clients fill the reserve", async () => {
    const { app, counters } = await limited({ most: 20, mostOfOne: 10, reserve: 4, reserveMs: 60_000 });
    for (const address of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) await idle(app, 20, address);
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(24));
    for (let i = 0; i < 10; i++) expect(await says(app, ask("/api/v1/health"), "127.0.0.5")).toMatch(/^HTTP\/1\.1 200/);
    expect(await says(app, ask("/api/v1/assets"), "127.0.0.5")).toMatch(/^HTTP\/1\.1 503/);
    expect(count(counters, "gemba_api_connections")).toBeLessThanOrEqual(24);
  });

  it("[B3] a connection of the reserve ends at its limit, whatever it sends", async () => {
    const { app, counters } = await limited({ most: 0, mostOfOne: 0, reserve: 4, reserveMs: 200 });
    await idle(app, 4, "127.0.0.1");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(0));
  });

  it("[B2] only the total bounds a trusted proxy; closed connections free a place", async () => {
    const { app, counters } = await limited(
      { most: 20, mostOfOne: 2, reserve: 1, reserveMs: 60_000 },
      (address) => address === "127.0.0.9",
    );
    await idle(app, 10, "127.0.0.9");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(10));
    for (const socket of sockets.splice(0)) socket.destroy();
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(0));
    await idle(app, 2, "127.0.0.2");
    expect(count(counters, 'gemba_api_cut_total{reason="too many connections"}')).toBe(0);
  });
});
