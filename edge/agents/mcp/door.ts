/** The door for agents: the Model Context Protocol over HTTP, without sessions, for tools that read. */
import type { Server } from "@modelcontextprotocol/server";
import type { AgentAnswer, AgentRequest, Agents } from "../../contracts/agents/agents.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { INSTRUCTIONS, listed, TOOLS } from "./all-tools.ts";
import { CallRate } from "./call-rate.ts";
import { type CallParts, callTool } from "./call-tool.ts";
import type { AgentsConfig } from "./config.ts";

/** Methods that an agent needs to read. Anything else, such as a stream that stays open, is refused. */
const METHODS: ReadonlySet<string> = new Set([
  "initialize",
  "notifications/initialized",
  "notifications/cancelled",
  "ping",
  "server/discover",
  "tools/list",
  "tools/call",
]);
const METHOD_NOT_FOUND = -32601;
const JSON_TYPE = "application/json; charset=utf-8";
const HEADERS = ["accept", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name"];

type Library = typeof import("@modelcontextprotocol/server");

export interface DoorParts extends CallParts {
  readonly version: string;
  config(): AgentsConfig;
  /** Milliseconds that never step back. */
  clockMs(): number;
}

export class AgentDoor implements Agents {
  readonly #parts: DoorParts;
  readonly #rate = new CallRate();
  #library: Promise<Library> | undefined;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  async answer(request: AgentRequest): Promise<AgentAnswer> {
    if (!this.#parts.config().mcp.enabled)
      throw new EdgeError(
        "forbidden",
        "The config keeps the door for agents closed. Set agents.mcp.enabled to true and reload it.",
      );
    if (Array.isArray(request.body))
      throw new EdgeError("bad-request", "One message at a time: the edge takes no batches.");
    const refused = refusalOf(request.body);
    if (refused !== undefined) return refused;
    // Loaded for the first agent: most edges never have one.
    this.#library ??= import("@modelcontextprotocol/server");
    const { createMcpHandler, Server } = await this.#library;
    const failures: unknown[] = [];
    const { fetch: answered } = createMcpHandler(() => this.#serverFor(Server, request, failures), {
      keepAliveMs: 0,
    });
    const response = await answered(messageOf(request), { parsedBody: request.body });
    const text = await response.text();
    if (failures.length > 0) throw failures[0];
    return { status: response.status, ...asJson(text, response.headers.get("content-type")) };
  }

  /** A server for one message, as the protocol without sessions has it. */
  #serverFor(Library: Library["Server"], request: AgentRequest, failures: unknown[]): Server {
    const { version, config } = this.#parts;
    const { viewer = request.viewer } = config();
    const server = new Library({ name: "gemba", version }, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
    server.setRequestHandler("tools/list", () => ({ tools: TOOLS.map(listed) }));
    server.setRequestHandler("tools/call", async ({ params }) => {
      const { mcp } = config();
      const waitS = this.#rate.take(request.client, mcp.callsPerMinute, this.#parts.clockMs());
      try {
        const call = { name: params.name, given: params.arguments, request: { ...request, viewer }, waitS };
        const { answer, isError } = await callTool(this.#parts, call);
        const structuredContent = answer as Record<string, unknown>;
        return { content: [{ type: "text" as const, text: JSON.stringify(answer) }], structuredContent, isError };
      } catch (error) {
        // The library would send the text of any error to the model; the edge's own answer to it hides paths.
        failures.push(error);
        throw new Error("the edge could not answer");
      }
    });
    return server;
  }
}

/** The refusal of a message that is no call of a tool, in the words of the protocol; nothing for a notification. */
function refusalOf(body: unknown): AgentAnswer | undefined {
  const { method, id } = (typeof body === "object" && body !== null ? body : {}) as { method?: unknown; id?: unknown };
  if (typeof method !== "string" || METHODS.has(method)) return undefined;
  if (id === undefined) return { status: 202, contentType: undefined, text: "" };
  const message = `The edge offers tools and nothing else: ${[...METHODS].join(", ")}.`;
  const known = typeof id === "string" || typeof id === "number" ? id : null;
  return {
    status: 200,
    contentType: JSON_TYPE,
    text: JSON.stringify({ jsonrpc: "2.0", id: known, error: { code: METHOD_NOT_FOUND, message } }),
  };
}

/** The library streams to clients of 2025. There is one message in an answer, so that JSON serves all clients. */
function asJson(text: string, contentType: string | null): Pick<AgentAnswer, "contentType" | "text"> {
  const message = contentType?.startsWith("text/event-stream") === true ? /^data: (.*)$/m.exec(text)?.[1] : undefined;
  return message === undefined
    ? { contentType: contentType ?? undefined, text }
    : { contentType: JSON_TYPE, text: message };
}

function messageOf({ headers, body }: AgentRequest): Request {
  const kept = HEADERS.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value]];
  });
  const all = new Headers(kept);
  all.set("accept", "application/json, text/event-stream");
  return new Request("http://edge/api/mcp", { method: "POST", headers: all, body: JSON.stringify(body) });
}
