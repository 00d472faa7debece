import { describe, expect, it } from "vitest";
import { NOTHING_AUDITED } from "../../../../../edge/contracts/path/loss-audit.ts";
import { servedEdge } from "../../served-edge.ts";

const { start, get } = servedEdge();

describe("health", () => {
  it("is 200 with the agreed fields when ready", async () => {
    start();
    const response = await get("/api/v1/health");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      live: true,
      ready: true,
      since: "2026-11-24T02:42:07.123456Z",
      ...{ impaired: [], followers: [], audit: { checked: 95, missing: 0, declared: 2 } },
      sources: [
        {
          name: "line",
          kind: "opcua",
          state: "running",
          since: "2026-11-24T02:42:07.123456Z",
          ...{ reason: null, cause: null },
          samplesPerSecond: 12.5,
          received: 100,
          dropped: 0,
          counts: { refused: 1 },
          ...{ lastDrift: null, limits: {} },
          clock: null,
        },
      ],
      sinks: [
        {
          name: "historian",
          kind: "embedded",
          state: "running",
          since: "2026-11-24T02:42:07.123456Z",
          reason: null,
          cause: null,
          written: 90,
          rejected: 0,
          backlogSamples: 10,
        },
      ],
      jobs: [
        {
          name: "alert tick",
          state: "degraded",
          since: "2026-11-24T02:42:07.123456Z",
          reason: "no such table",
          cause: { code: "said", params: { text: "no such table" } },
          failures: 3,
        },
      ],
    });
  });

  it("is 503 with the same body when not ready", async () => {
    start({
      health: () => ({
        live: true,
        ready: false,
        since: 0,
        impaired: [],
        sources: [],
        sinks: [],
        followers: [],
        jobs: [],
        audit: NOTHING_AUDITED,
      }),
    });
    const response = await get("/api/v1/health");
    expect(response.statusCode).toBe(503);
    const none = { impaired: [], sources: [], sinks: [], followers: [], jobs: [], audit: NOTHING_AUDITED };
    expect(response.json()).toEqual({ live: true, ready: false, since: "1970-01-01T00:00:00.000000Z", ...none });
  });
});
