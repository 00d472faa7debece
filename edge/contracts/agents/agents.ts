/** Programs that answer questions of people about the plant (agents): they look, and never act. */
import type { Principal } from "../access/journal.ts";

/** A question to the edge's own HTTP API, on behalf of whoever asked: an address that reads, with its query. */
export type AskApi = (address: string) => Promise<{ readonly status: number; readonly body: unknown }>;

/** A request of an agent, as its surface hands it over. */
export interface AgentRequest {
  readonly principal: Principal;
  /** Key by which limits count the caller. */
  readonly client: string;
  /** Headers of the request that the protocol reads. */
  readonly headers: Readonly<Record<string, string>>;
  /** The message of the protocol, parsed. */
  readonly body: unknown;
  /** Address of the viewer as the caller reached it, such as `http://localhost:8080/`. */
  readonly viewer: string;
  readonly ask: AskApi;
}

export interface AgentAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

/** The edge's door for agents (rules AG1 to AG12 in docs/rules/agents.md). */
export interface Agents {
  /** Throws EdgeError `forbidden` while the config keeps the door closed, `bad-request`, `disk`. */
  answer(request: AgentRequest): Promise<AgentAnswer>;
}
