import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf, identityOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, Text } from "../../http/schemas.ts";
import { type DiscoveryDeps, type Looks, lookAtServer } from "../../services/edge/discovery.ts";

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
  proposal: Type.Unknown({ description: "The same as values, for an editor; null with a reason." }),
});

interface Deps extends DiscoveryDeps {
  /** Access while there are no users. */
  readonly access?: "loopback" | "network";
}

/** Discovers an OPC UA server from the edge's place in the network. */
export function discoveryRoutes(app: Api, { access = "loopback", ...deps }: Deps): void {
  const looks: Looks = [];
  const schema = {
    tags: ["connections"],
    summary: "Discover an OPC UA server",
    description:
      "Lists endpoints, walks at most 50,000 nodes within 60 s, recognises machines by type and proposes a " +
      "config. Only addresses in `api.discovery.networks`, by default private ones and this machine; names are " +
      "resolved once, and link-local, multicast, metadata and unspecified addresses are refused. Reads only, one at " +
      "a time, at most 12 a minute, on record. While the edge has no users, only for programs on its own machine.",
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
    const { endpoint, insecure = false, user } = request.body;
    const found = await lookAtServer(deps, callerOf(request), {
      looks,
      request: { endpoint, insecure, ...(user === undefined ? {} : { user }) },
    });
    const { endpoints, reason = null, product = null, nodes = null, assets = [], leftOut = 0, files = {} } = found;
    const { proposal = null } = found;
    return {
      endpoints: endpoints.map((one) => ({ ...one, users: [...one.users] })),
      reason,
      product,
      nodes,
      assets: assets.map((asset) => ({ ...asset, models: [...asset.models] })),
      leftOut,
      files: { ...files },
      proposal,
    };
  });
}
