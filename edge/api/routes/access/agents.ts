/** `POST /api/mcp`: tools for agents, which read (rules AG1 to AG10 in docs/rules/agents.md). */
import type { FastifyRequest } from "fastify";
import type { Agents } from "../../../contracts/agents/agents.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { addressOf } from "../../http/client-address.ts";
import { asOnlooker, onBehalfOf } from "../../http/on-behalf-of.ts";
import { callerOf, clientOf, principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { NoQuery } from "../../http/schemas.ts";
import { whenOver } from "../../http/when-over.ts";

/** A call with the longest arguments is far below this. */
const MOST_BODY_BYTES = 64 * 1024;

export interface AgentDeps {
  /** Absent where the edge has no door for agents. */
  readonly agents?: Agents;
}

export function agentRoutes(app: Api, deps: AgentDeps): void {
  messageRoute(app, deps);
  noSessionRoutes(app);
}

function messageRoute(app: Api, { agents }: AgentDeps): void {
  const schema = {
    tags: ["agents"],
    summary: "Tools for agents",
    description:
      "A message of the Model Context Protocol (streamable HTTP, without sessions). The tools read and never write; " +
      "each call is recorded. Closed until the config opens it (`agents.mcp.enabled`). docs/agents.md.",
    querystring: NoQuery,
    body: Type.Unknown({ description: "A JSON-RPC 2.0 message." }),
    response: { 200: Type.Unknown(), 202: Type.Unknown(), "4xx": Problem, 503: Problem },
  };
  app.post("/api/mcp", { schema, bodyLimit: MOST_BODY_BYTES }, async (request, reply) => {
    if (agents === undefined) throw new EdgeError("unavailable", "This edge has no door for agents.");
    const leaving = new AbortController();
    whenOver(reply.raw, () => leaving.abort());
    const { status, contentType, text } = await agents.answer({
      principal: principalOf(request),
      client: clientOf(request),
      headers: textsOf(request.headers),
      body: request.body,
      viewer: `${request.protocol}://${request.headers.host}`,
      ask: (address) => askItself(app, request, { address, signal: leaving.signal }),
    });
    if (contentType !== undefined) reply.header("content-type", contentType);
    return reply.code(status).send(text);
  });
}

/**
 * Clients of the protocol of 2025 try to open a stream and to end a session. They take 405 for "there is none", and any
 * other refusal for a fault.
 */
function noSessionRoutes(app: Api): void {
  const schema = {
    tags: ["agents"],
    summary: "No stream and no session",
    description: "Refused: an answer is one message, and nothing is kept between messages. Use POST.",
    querystring: NoQuery,
    response: { "4xx": Problem },
  };
  for (const method of ["GET", "DELETE"] as const)
    app.route({
      method,
      url: "/api/mcp",
      schema,
      handler(_request, reply) {
        void reply.header("allow", "POST");
        throw Object.assign(new Error("method not allowed"), { statusCode: 405 });
      },
    });
}

/** Asks the edge's own API, as the caller with the rights of an onlooker. Only addresses that read exist for it. */
async function askItself(
  app: Api,
  request: FastifyRequest,
  { address, signal }: { readonly address: string; readonly signal: AbortSignal },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { statusCode, payload } = await onBehalfOf.run(asOnlooker(callerOf(request)), () =>
    app.inject({
      method: "GET",
      url: address,
      signal,
      remoteAddress: addressOf(request),
      headers: { host: request.headers.host ?? "localhost" },
    }),
  );
  return { status: statusCode, body: payload === "" ? undefined : JSON.parse(payload) };
}

function textsOf(headers: FastifyRequest["headers"]): Readonly<Record<string, string>> {
  const texts = Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  return Object.fromEntries(texts);
}
