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
    refuseOthers(request.body);
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
    return { status: response.status, contentType: response.headers.get("content-type") ?? undefined, text };
  }

  /** A server for one message, as the protocol without sessions has it. */
  #serverFor(Library: Library["Server"], request: AgentRequest, failures: unknown[]): Server {
    const { version } = this.#parts;
    const server = new Library({ name: "gemba", version }, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
    server.setRequestHandler("tools/list", () => ({ tools: TOOLS.map(listed) }));
    server.setRequestHandler("tools/call", async ({ params }) => {
      const { mcp } = this.#parts.config();
      const waitS = this.#rate.take(request.client, mcp.callsPerMinute, this.#parts.clockMs());
      try {
        const call = { name: params.name, given: params.arguments, request, waitS };
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

/** Throws EdgeError `bad-request`. */
function refuseOthers(body: unknown): void {
  if (Array.isArray(body)) throw new EdgeError("bad-request", "One message at a time: the edge takes no batches.");
  const method = typeof body === "object" && body !== null ? (body as { method?: unknown }).method : undefined;
  if (typeof method === "string" && !METHODS.has(method))
    throw new EdgeError("bad-request", `The edge offers tools and nothing else: ${[...METHODS].join(", ")}.`);
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
