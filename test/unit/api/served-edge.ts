import type { LightMyRequestResponse } from "fastify";
import { afterEach, expect } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { type FakeEdge, fakeEdge, LATHE } from "../../fakes/api/deps.ts";

/** Uid of the lathe's temperature, as it stands in a query. */
export const TEMPERATURE = encodeURIComponent(`${LATHE}#temperature`);

/** An edge whose API answers without a socket. It ends after each test. */
export function servedEdge() {
  let app: Api | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  const asked = (): Api => {
    if (app === undefined) throw new Error("start the edge first");
    return app;
  };
  return {
    start(over: Parameters<typeof fakeEdge>[0] = {}): FakeEdge {
      const edge = fakeEdge(over);
      app = buildApi(edge.deps);
      return edge;
    },
    get: (url: string, headers = {}): Promise<LightMyRequestResponse> => asked().inject({ url, headers }),
    /** `from`: address of the client. */
    post: (url: string, payload?: unknown, headers = {}, from = "127.0.0.1"): Promise<LightMyRequestResponse> =>
      asked().inject({
        method: "POST",
        url,
        headers,
        remoteAddress: from,
        ...(payload === undefined ? {} : { payload: payload as object }),
      }),
  };
}

/** The problem details of a refused request. */
export function expectProblem(
  response: LightMyRequestResponse,
  status: number,
  code: string,
): { detail: string; correlationId: string } {
  expect(response.statusCode, response.body).toBe(status);
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  const problem = response.json<{ detail: string; correlationId: string }>();
  expect(problem).toMatchObject({ type: `urn:gemba:problem:${code}`, status, code });
  expect(response.headers["x-correlation-id"]).toBe(problem.correlationId);
  return problem;
}
