/** One call of a tool: checked, carried out, and on record before its answer (rules AG6 to AG9). */

import type { Journal } from "../../contracts/access/journal.ts";
import type { AgentRequest } from "../../contracts/agents/agents.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { argumentsOf, TOOLS } from "./all-tools.ts";
import { checkedArguments } from "./arguments.ts";
import { linksOf } from "./links.ts";
import { said } from "./said.ts";
import { type AgentTool, addressOf, asked, type ToolContext } from "./tool.ts";

/** Longest answer, in characters: a model reads some four of them as a token. */
const MOST_ANSWER = 60_000;
const MOST_RECORDED = 400;

export interface CallParts extends Pick<ToolContext, "assets" | "site"> {
  readonly journal: Pick<Journal, "record">;
  readonly isSimulated: boolean;
  nowMs(): number;
}

export interface ToolCall {
  readonly name: string;
  readonly given: unknown;
  readonly request: Pick<AgentRequest, "principal" | "viewer" | "ask">;
  /** Seconds until the caller may call again; 0: now. */
  readonly waitS: number;
}

/** Answer of a tool, or why there is none; both are on disk in the audit log. Throws EdgeError `disk`. */
export async function callTool(
  parts: CallParts,
  call: ToolCall,
): Promise<{ readonly answer: object; readonly isError: boolean }> {
  const nowMs = parts.nowMs();
  const asOf = new Date(nowMs).toISOString();
  const tool = TOOLS.find(({ name }) => name === call.name);
  try {
    const { data, links } = await carriedOut(tool, parts, { ...call, nowMs });
    const answer = { asOf, simulated: parts.isSimulated, data, links };
    if (JSON.stringify(answer).length > MOST_ANSWER)
      throw new EdgeError("too-large", "the answer is too long; take a shorter time or a smaller limit");
    await parts.journal.record({ ...actOf(call, tool), result: "done" });
    return { answer, isError: false };
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code === "disk") throw error;
    await parts.journal.record({ ...actOf(call, tool), result: "refused", reason: error.message });
    return { answer: { asOf, refused: error.code, reason: said(error.message) }, isError: true };
  }
}

async function carriedOut(
  tool: AgentTool | undefined,
  { assets, site }: CallParts,
  { given, request, waitS, nowMs }: ToolCall & { readonly nowMs: number },
) {
  if (waitS > 0) throw new EdgeError("unavailable", `too many calls; try again in ${waitS} s`);
  if (tool === undefined) throw new EdgeError("not-found", "there is no such tool; all of them read, and none writes");
  const { language = "en", ...checked } = checkedArguments(given, argumentsOf(tool), tool.required ?? []);
  const spoken = language === "zh" ? "zh" : "en";
  const context: ToolContext = {
    ask: (path, query) => asked(request.ask, addressOf(path, query)),
    assets,
    site,
    language: spoken,
    nowMs,
    inWords: (text) => said(text?.text(spoken) || text?.text(spoken === "zh" ? "en" : "zh")),
    links: linksOf(request.viewer),
  };
  return await tool.answer(checked, context);
}

/** The call as the audit log keeps it. A name that is no tool's comes from outside and may be any text. */
function actOf({ request, name, given }: ToolCall, tool: AgentTool | undefined) {
  const args = JSON.stringify(given) ?? "";
  return {
    principal: request.principal,
    action: "agent.read",
    target: tool?.name ?? `unknown tool ${name.slice(0, 60)}`,
    after: { arguments: args.length > MOST_RECORDED ? `${args.slice(0, MOST_RECORDED)}…` : args },
  };
}
