import { EdgeError } from "../../../contracts/errors.ts";
import type { Discover } from "../../../contracts/path/discovery.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { identityOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, Text } from "../../http/schemas.ts";

const EndpointEntry = closed({
  url: Type.String(),
  mode: Type.String({ description: "`none`, `sign` or `sign-and-encrypt`." }),
  policy: Type.String(),
  level: Type.Integer({ description: "SecurityLevel of the server; higher is better." }),
  users: Type.Array(Type.String()),
  thumbprint: Type.String({ description: "SHA-1 of the server's certificate; empty without one." }),
});

const answer = closed({
  endpoints: Type.Array(EndpointEntry),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: "Why the answer has only the endpoints, and what to do.",
  }),
  product: Type.Union([Type.String(), Type.Null()]),
  nodes: Type.Union([Type.Integer(), Type.Null()]),
  assets: Type.Array(
    closed({
      uid: Type.String(),
      label: Type.String(),
      type: Type.String(),
      name: Text,
      root: Type.String(),
      models: Type.Array(Type.String()),
      tags: Type.Integer(),
    }),
  ),
  leftOut: Type.Integer({ description: "Number of variables that are not in the proposal." }),
  files: Type.Record(Type.String(), Type.String(), {
    description:
      "The proposed config by path, as `gemba discover --out` writes it. The edge changes nothing of its own.",
  }),
});

interface DiscoveryDeps {
  /** Absent where the edge cannot discover servers. */
  readonly discover?: Discover;
  /** Access while there are no users. */
  readonly access?: "loopback" | "network";
}

/** Discovers an OPC UA server from the edge's place in the network. */
export function discoveryRoutes(app: Api, { discover, access = "loopback" }: DiscoveryDeps): void {
  const schema = {
    tags: ["connections"],
    summary: "Discover an OPC UA server",
    description:
      "Lists endpoints, walks at most 50,000 nodes within 60 s, recognises machines by type and proposes a " +
      "config. Names are resolved once; link-local, multicast, metadata and unspecified addresses are refused. " +
      "Reads only, one at a time. While the edge has no users, only for programs on its own machine.",
    querystring: NoQuery,
    body: closed({
      endpoint: Type.String({
        maxLength: 512,
        pattern: "^opc\\.tcp://[^\\s@]+$",
        description: "`opc.tcp://host:port`",
      }),
      insecure: Type.Optional(Type.Boolean({ description: "In clear text, for simulators and closed test networks." })),
      user: Type.Optional(
        closed({ name: Type.String({ minLength: 1, maxLength: 256 }), password: Type.String({ maxLength: 1024 }) }),
      ),
    }),
    response: { 200: answer, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/discovery", { schema }, async (request) => {
    if (access !== "loopback" && identityOf(request) === undefined)
      throw new EdgeError(
        "forbidden",
        "Discovery needs a user, and the edge has no users yet. On the edge's machine: gemba discover ENDPOINT",
      );
    if (discover === undefined) throw new EdgeError("unavailable", "This edge has no OPC UA discovery.");
    const { endpoint, insecure = false, user } = request.body;
    const found = await discover({ endpoint, insecure, ...(user === undefined ? {} : { user }) });
    const { endpoints, reason = null, product = null, nodes = null, assets = [], leftOut = 0, files = {} } = found;
    return {
      endpoints: endpoints.map((one) => ({ ...one, users: [...one.users] })),
      reason,
      product,
      nodes,
      assets: assets.map((asset) => ({ ...asset, models: [...asset.models] })),
      leftOut,
      files: { ...files },
    };
  });
}
