/** Looks at an agent: what it has, as a proposal. */
import { EdgeError } from "../../../contracts/errors.ts";
import { XmlError } from "../../../contracts/xml-reader.ts";
import { Agent, type AgentAccess } from "../agent/agent.ts";
import { readProbe } from "../agent/probe.ts";
import { AgentRefusal, OtherDocument } from "../agent/refusal.ts";
import { TooLong } from "../agent/too-long.ts";
import { type CuttingTool, readAssets } from "../tools/read-assets.ts";
import { entryKeys } from "./entry-keys.ts";
import { type Proposal, propose } from "./propose.ts";

const MOST_KIB = 65_536;

/**
 * Tools and entries are optional: an agent may give neither. Throws EdgeError `connect-failed`; rejects with the
 * signal's reason when it aborts.
 */
export async function lookAt(access: Omit<AgentAccess, "maxDocumentKiB">, signal: AbortSignal): Promise<Proposal> {
  const agent = new Agent({ ...access, maxDocumentKiB: MOST_KIB });
  const optional = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read();
    } catch {
      signal.throwIfAborted();
      return otherwise;
    }
  };
  try {
    const probe = readProbe(await agent.document("probe", {}, signal));
    const entries = await optional(async () => entryKeys(await agent.document("current", {}, signal)), new Map());
    const tools = await optional<readonly CuttingTool[]>(
      async () => readAssets(await agent.document("assets", { type: "CuttingTool" }, signal)),
      [],
    );
    return propose(probe, { entries, tools });
  } catch (error) {
    signal.throwIfAborted();
    const isUnreadable = [XmlError, TooLong, AgentRefusal, OtherDocument].some((one) => error instanceof one);
    if (!isUnreadable) throw error;
    throw new EdgeError(
      "connect-failed",
      `the MTConnect agent at ${agent.place} sends a document that cannot be read`,
      {
        cause: error,
      },
    );
  } finally {
    agent.close();
  }
}
