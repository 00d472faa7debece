import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { Discovery, DiscoveryRequest } from "../../../../../edge/contracts/path/discovery.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";

const UNASKED: Discovery = {
  discover: () => Promise.reject(new Error("asked")),
  values: () => Promise.reject(new Error("asked")),
};
let app: Api;
afterEach(() => app.close());

function start(over: Parameters<typeof fakeEdge>[0]): void {
  app = buildApi(fakeEdge(over).deps);
}

const post = (url: string, payload: object) => app.inject({ method: "POST", url, payload });
const CERTIFICATE = {
  place: "rejected",
  thumbprint: "ab".repeat(20),
  subject: "CN=mill",
  issuer: "CN=mill",
  applicationUri: "urn:mill",
  validFrom: 0,
  validTo: 1_800_000_000_000,
} as const;

it("[S2] [U2] certificates are listed; without users a decision is refused and names the commands for it", async () => {
  start({ certificates: () => [CERTIFICATE] });
  const { certificates } = (await app.inject("/api/v1/certificates")).json<{ certificates: object[] }>();
  expect(certificates).toEqual([
    { ...CERTIFICATE, validFrom: "1970-01-01T00:00:00.000000Z", validTo: "2027-01-15T08:00:00.000000Z" },
  ]);
  for (const verb of ["trust", "reject"]) {
    const answer = await post(`/api/v1/certificates/${CERTIFICATE.thumbprint}/${verb}`, {});
    expect(answer.statusCode).toBe(403);
    expect(answer.json<{ detail: string }>().detail).toMatch(new RegExp(`gemba users invite.*gemba pki ${verb}`));
  }
});

it("discovery answers its results, or only the endpoints with a reason", async () => {
  const asked: DiscoveryRequest[] = [];
  const endpoint = {
    url: "opc.tcp://plc:4840",
    mode: "sign",
    policy: "Basic256Sha256",
    level: 5,
    users: ["anonymous"],
    thumbprint: "",
  };
  start({
    discovery: {
      values: () => Promise.reject(new Error("asked")),
      discover: async (request) => {
        asked.push(request);
        return { endpoints: [endpoint], reason: "not trusted" };
      },
    },
  });
  const answer = await post("/api/v1/discovery", {
    endpoint: "opc.tcp://plc:4840",
    user: { name: "a", password: "b" },
  });
  expect(answer.json()).toEqual({
    endpoints: [endpoint],
    reason: "not trusted",
    product: null,
    nodes: null,
    assets: [],
    leftOut: 0,
    notes: [],
    unnumbered: [],
    files: {},
    proposal: null,
  });
  expect(asked).toEqual([{ endpoint: "opc.tcp://plc:4840", insecure: false, user: { name: "a", password: "b" } }]);
});

it.each([
  ["ftp://plc:4840", 400],
  ["opc.tcp://user:secret@plc:4840", 400],
])("[S18] discovery of %s is answered with %i without a connection", async (endpoint, status) => {
  start({ discovery: UNASKED });
  expect((await post("/api/v1/discovery", { endpoint })).statusCode).toBe(status);
});

it("discovery over a network without users is refused", async () => {
  start({ access: "network", discovery: UNASKED });
  expect((await post("/api/v1/discovery", { endpoint: "opc.tcp://plc:4840" })).statusCode).toBe(403);
});
