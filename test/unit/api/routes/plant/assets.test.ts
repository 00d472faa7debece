import { describe, expect, it } from "vitest";
import { LATHE } from "../../../../fakes/api/deps.ts";
import { expectProblem, servedEdge } from "../../served-edge.ts";

const { start, get } = servedEdge();

describe("assets and tags", () => {
  it("lists both with the agreed fields", async () => {
    start();
    expect((await get("/api/v1/assets")).json()).toEqual({
      assets: [
        {
          assetUid: LATHE,
          path: "binjiang/bj1/machining/turning/cell-1/cnc-101",
          kind: "lathe",
          name: { zh: "数控车床 101", en: "Lathe 101" },
          label: "CNC-101",
        },
      ],
    });
    const { tags } = (await get("/api/v1/tags")).json<{ tags: Record<string, unknown>[] }>();
    expect(tags[0]).toMatchObject({
      ref: 0,
      tagUid: `${LATHE}#temperature`,
      assetUid: LATHE,
      type: "number",
      unit: "Cel",
      source: "line",
      address: "Objects/Signal0",
    });
    expect(tags[1]).toMatchObject({ type: "boolean", unit: null });
    expect(tags[2]).toMatchObject({ labels: [{ value: 3, zh: "执行中", en: "Executing" }] });
  });

  it("finds one asset by its percent-encoded uid", async () => {
    start();
    expect((await get(`/api/v1/assets/${encodeURIComponent(LATHE)}`)).json<{ tags: unknown[] }>().tags).toHaveLength(4);
    expectProblem(await get("/api/v1/assets/__proto__"), 404, "not-found");
  });
});
