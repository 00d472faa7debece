import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";
import { permissionsOf } from "../permissions.ts";
import { finishDescription } from "./openapi-document.ts";
import {
  accessSentence,
  describedUrl,
  errorsOf,
  operationIdOf,
  SESSION,
  securityOf,
  TOKEN,
} from "./openapi-operations.ts";
import { Problem } from "./problems.ts";

const DESCRIPTION = `
The plant as this edge sees it: read over OPC UA and MQTT, stored on this machine, served here.

**Identity.** \`assetUid\` names an asset, \`tagUid\` a tag. Neither ever changes when things are moved, renamed or
rewired, so store them and nothing else. \`path\`, \`label\`, \`name\` and \`address\` are for people and may change.

**Time.** Times are RFC 3339 in UTC with microseconds. \`time\` is the source's time; \`receivedAt\` is when the edge
received the sample. Only \`time\` orders what happened.

**Fresh or stale.** \`live: false\` means that the source is silent, never that a value did not change. A serial number
read a month ago is live as long as its link is.

**Quality.** \`status\` is the OPC UA status code; 0 is Good.

**Errors** are problem details (RFC 9457, \`application/problem+json\`). Match on \`code\`; show \`detail\`; quote
\`correlationId\` when you report a problem, so that it can be found in the log. Unknown fields are refused, so a
misspelt parameter is an error and not silently ignored.

**Live data.** \`GET /api/v1/stream\` upgrades to a WebSocket without subprotocol. Send \`{"kind":"hello","have":0}\`;
the edge answers with JSON messages \`dictionary\` (all tags, by \`ref\`), \`links\`, \`sources\`, \`alerts\`,
\`kpis\`, \`live-risk\` (where the plant has it), then binary frames with the newest samples as columns. Answer
each frame with
\`{"kind":"ack","version":…}\`; the next frame comes after that, with everything that changed since, at most ten a
second. A slow reader gets fewer, newer frames. After a reconnect send
\`{"kind":"hello","have":version,"epoch":epoch}\` with the version of the last frame whose \`last\` byte was 1 and the
\`epoch\` of the dictionary, and only the difference comes. Frames, little-endian: u32 magic 0x01424D47, u32 n, f64
version, f64 base time µs, f64 received at µs, u8 layout, u8 last, u16 0, u32 text bytes; then f64[n] values, with
layout 1 f64[n] times µs, u32[n] refs, u32[n] statuses, with layout 0 u16[n] times in ms after the base time, u8[n]
flags, and a JSON list of [index, text].

**Access.** Programs send \`Authorization: Bearer …\` with a token (\`POST /api/v1/tokens\`); pages sign in
(\`POST /api/v1/session\`) and get a cookie. 401: sign in. 403: the reason names the role that is needed. Each operation
names the least role. While the edge has no users, programs on its own machine may read, acknowledge and shelve, under
the name \`local\`.
`.trim();

const TAGS = [
  { name: "plant", description: "The plant's assets and its key figures." },
  { name: "reports", description: "Reports of shifts, days, orders, machines and months." },
  { name: "production", description: "Where pieces are, what machines do, key figures of ISO 22400-2, energy." },
  { name: "schedules", description: "Plans of orders: which machine makes what when, and why then." },
  { name: "forecasts", description: "What comes next in the plant, and with other machines, vehicles or orders." },
  { name: "studies", description: "Which of many variants of the plant is best, and what it is worth." },
  { name: "quality", description: "Measurements of pieces: control charts, capability, gauge R&R." },
  { name: "trace", description: "Recalls, passports of pieces and people's signatures." },
  { name: "samples", description: "Measured values, now and in the past." },
  { name: "prometheus", description: "Queries in the language of Prometheus, for Grafana and scripts." },
  { name: "agents", description: "Tools that read, for programs with a language model." },
  { name: "sql", description: "Read-only SQL on the history, for data frames and spreadsheets." },
  { name: "explore", description: "Questions of people to history: curves, periods, and what they save." },
  { name: "alerts", description: "What needs attention; life cycle after ISA-18.2." },
  { name: "work", description: "Work items: maintenance, dangers, inspections, permits; from report to verification." },
  { name: "safety", description: "Register of hazards, hidden dangers, inspections: a record, no safety function." },
  { name: "access", description: "Sessions, users and tokens." },
  { name: "company", description: "At a hub: all sites, and acts of people on their way to them." },
  { name: "connections", description: "OPC UA servers and their certificates." },
  { name: "settings", description: "The running config, and notification." },
  { name: "operation", description: "The state of the edge itself." },
];

/** Serves the description of the API at `/api/docs`. Must be registered before the routes it describes. */
export function describeApi(app: FastifyInstance, { cookie }: { readonly cookie: string }): void {
  void app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gemba edge",
        version: "1.0.0",
        description: DESCRIPTION,
        contact: { name: "The people who run this edge" },
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/", description: "The edge that serves this description." }],
      tags: TAGS,
      components: {
        securitySchemes: {
          [SESSION]: {
            type: "apiKey",
            in: "cookie",
            name: cookie,
            description: "The cookie that `POST /api/v1/session` sets. Its name ends in the edge's id.",
          },
          [TOKEN]: { type: "http", scheme: "bearer", description: "A token from `POST /api/v1/tokens`." },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      schema: describedRoute(schema, String(route.method), url),
      url: describedUrl(url),
    }),
    transformObject: (described) =>
      finishDescription((described as unknown as { openapiObject: Record<string, unknown> }).openapiObject) as never,
  });
  // BaseLayout, because the top bar of the standalone layout carries an inline style, which the content security policy
  // refuses.
  void app.register(swaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: false,
    uiConfig: { layout: "BaseLayout", docExpansion: "none", tryItOutEnabled: true, validatorUrl: null },
  });
}

/**
 * Adds what follows from a route's address and permissions: the access sentence, the operation id, and the errors
 * that every such route has.
 */
function describedRoute(schema: FastifySchema, method: string, url: string): FastifySchema {
  if (schema === undefined || schema.hide === true) return schema;
  const permissions = permissionsOf(method, url) ?? [];
  const errors = Object.fromEntries(errorsOf(permissions).map((status) => [status, Problem]));
  const { params } = schema as { params?: { properties: Record<string, unknown>; required?: string[] } };
  return {
    ...schema,
    operationId: operationIdOf(method, url),
    description: [schema.description, accessSentence(permissions)].filter((one) => one !== undefined).join("\n\n"),
    security: securityOf(permissions) as never,
    response: { ...errors, ...(schema.response as object) },
    ...(params?.properties["*"] === undefined ? {} : { params: withNamedRest(params) }),
  };
}

/** `*` of the router is `path` in the description. */
function withNamedRest(params: { properties: Record<string, unknown> }): object {
  const { "*": rest, ...others } = params.properties;
  return { ...params, properties: { ...others, path: rest }, required: [...Object.keys(others), "path"] };
}
