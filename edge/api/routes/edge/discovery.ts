import { EdgeError } from "../../../contracts/errors.ts";
import type { ValuesRequest } from "../../../contracts/path/discovery.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf, identityOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, Text } from "../../http/schemas.ts";
import { type DiscoveryDeps, type Looks, lookAtServer, readValues } from "../../services/edge/discovery.ts";

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
  notes: Type.Array(Type.String(), { description: "What is left out, with the reason; at most 50." }),
  unnumbered: Type.Array(Type.String(), {
    description: "Data blocks of an S7 program whose number the files lack; give it in `blocks`.",
  }),
  files: Type.Record(Type.String(), Type.String(), {
    description:
      "The proposed config by path, as `gemba discover --out` writes it. The edge changes nothing of its own.",
  }),
  proposal: Type.Unknown({ description: "The same as values, for an editor; null with a reason." }),
});

/** Exports of a large program. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

interface Deps extends DiscoveryDeps {
  /** Access while there are no users. */
  readonly access?: "loopback" | "network";
}

const WITHOUT_USERS =
  "Discovery needs a user, and the edge has no users yet. On the edge's machine: gemba discover ENDPOINT";

const lookSchema = {
  tags: ["connections"],
  summary: "Discover a server",
  description:
    "OPC UA servers: lists endpoints, walks at most 50,000 nodes within 60 s, recognises machines by type. " +
    "MTConnect agents: devices, components, data items, cutting tools. S7 controllers: whether one answers, and what " +
    "`files` (symbol tables, sources of blocks) declare. All propose a config. Only addresses in " +
    "`api.discovery.networks`, by default private ones and this machine; names are resolved once, and link-local, " +
    "multicast, metadata and unspecified addresses are refused. Reads only, one at a time, at most 12 a minute, on " +
    "record. While the edge has no users, only for programs on its own machine.",
  querystring: NoQuery,
  body: closed({
    endpoint: Type.String({
      maxLength: 512,
      pattern: "^(opc\\.tcp|https?|s7)://[^\\s@]+$",
      description: "`opc.tcp://host:port`, `http://host:port`, `https://…` or `s7://host?slot=2`",
    }),
    insecure: Type.Optional(Type.Boolean({ description: "In clear text, for simulators and closed test networks." })),
    user: Type.Optional(
      closed({ name: Type.String({ minLength: 1, maxLength: 256 }), password: Type.String({ maxLength: 1024 }) }),
    ),
    files: Type.Optional(
      Type.Array(closed({ name: Type.String({ maxLength: 255 }), text: Type.String() }), {
        maxItems: 20,
        description: "Exports of the controller's program.",
      }),
    ),
    blocks: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), {
        maxItems: 200,
        description: "Numbers of data blocks that the files lack, as `NAME=NUMBER`.",
      }),
    ),
  }),
  response: { 200: answer, "4xx": Problem, 503: Problem },
};

const Values = Type.Record(Type.String(), Type.Unknown());
/** As the config writes it; the kind of source checks its own keys. */
const Source = Type.Object(
  { name: Type.String({ maxLength: 64 }), kind: Type.String({ maxLength: 64 }) },
  { additionalProperties: true },
);
const valuesSchema = {
  tags: ["connections"],
  summary: "Read values of tags before they are saved",
  description:
    "Connects as the given source would, reads the tags once (4 s at most) and closes. Of kinds opcua, mtconnect and " +
    "s7. Addresses and records as those of `POST /api/v1/discovery`; at most 60 a minute.",
  querystring: NoQuery,
  body: closed({
    namespaces: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 500 }))),
    source: Source,
    address: Type.Optional(Values),
    tags: Type.Array(
      closed({
        signal: Type.String({ maxLength: 64 }),
        type: Type.Union(["number", "boolean", "enum", "text", "waveform"].map((one) => Type.Literal(one))),
        unit: Type.Optional(Type.String({ maxLength: 64 })),
        binding: Values,
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  response: {
    200: closed({
      reason: Type.Union([Type.String(), Type.Null()], { description: "Why nothing could be read." }),
      problem: Type.Union([Text, Type.Null()], { description: "What is wrong with source or address." }),
      values: Type.Array(
        closed({
          value: Type.Union([Type.String(), Type.Null()]),
          status: Type.Union([Type.String(), Type.Null()]),
          reason: Type.Union([Type.String(), Type.Null()]),
          problem: Type.Union([Text, Type.Null()]),
        }),
        { description: "In the order of the request." },
      ),
    }),
    "4xx": Problem,
    503: Problem,
  },
};

/** Looks at servers from the edge's place in the network. */
export function discoveryRoutes(app: Api, { access = "loopback", ...deps }: Deps): void {
  const looks: Looks = [];
  const readings: Looks = [];
  const needUser = (request: Parameters<typeof identityOf>[0]): void => {
    if (access !== "loopback" && identityOf(request) === undefined) throw new EdgeError("forbidden", WITHOUT_USERS);
  };
  app.post("/api/v1/discovery", { schema: lookSchema, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    needUser(request);
    const { endpoint, insecure = false, ...more } = request.body;
    const found = await lookAtServer(deps, callerOf(request), { looks, request: { endpoint, insecure, ...more } });
    const { endpoints, reason = null, product = null, nodes = null, assets = [], leftOut = 0, files = {} } = found;
    const { proposal = null, notes = [], unnumbered = [] } = found;
    return {
      endpoints: endpoints.map((one) => ({ ...one, users: [...one.users] })),
      reason,
      product,
      nodes,
      assets: assets.map((asset) => ({ ...asset, models: [...asset.models] })),
      leftOut,
      notes: [...notes],
      unnumbered: [...unnumbered],
      files: { ...files },
      proposal,
    };
  });
  app.post("/api/v1/discovery/values", { schema: valuesSchema }, async (request) => {
    needUser(request);
    const { namespaces = {}, source, address = {}, tags } = request.body;
    const named = tags.map((tag) => ({ ...tag, name: { zh: tag.signal, en: tag.signal } }));
    const found = await readValues(deps, callerOf(request), {
      looks: readings,
      request: { namespaces, source, address, tags: named } as ValuesRequest,
    });
    const { reason = null, problem = null, values } = found;
    return {
      reason,
      problem,
      values: values.map(({ value = null, status = null, reason: why = null, problem: wrong = null }) => ({
        ...{ value, status, reason: why, problem: wrong },
      })),
    };
  });
}
