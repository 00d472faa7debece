/** Looks at an agent for `gemba discover`, and proposes a config. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { InspectionRequest } from "../../../contracts/path/source-capabilities.ts";
import { Agent, type AgentAccess } from "../agent/agent.ts";
import { readProbe } from "../agent/probe.ts";
import { AgentRefusal, OtherDocument } from "../agent/refusal.ts";
import { TooLong } from "../agent/too-long.ts";
import { type CuttingTool, readAssets } from "../tools/read-assets.ts";
import { XmlError } from "../xml/reader.ts";
import { entryKeys } from "./entry-keys.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";
import { type Proposal, propose } from "./propose.ts";
import { configFiles } from "./write-config.ts";

const SHOWN = 30;
const MOST_KIB = 65_536;

/** The files of the proposed config by path. Throws EdgeError `connect-failed` or `bad-request`. */
export async function inspectAgent(
  { url, tls, user }: InspectionRequest,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const secured = url.startsWith("https:");
  if (/@/.test(url))
    throw new EdgeError("bad-request", `give user and password by --user and ${PASSWORD_VARIABLE}, not in the URL`);
  if (!secured && Object.keys(tls).length > 0)
    throw new EdgeError("bad-request", "--ca, --cert and --key need TLS: write https:// instead of http://");
  if (!secured && user !== undefined)
    throw new EdgeError("bad-request", "a password needs TLS: write https:// instead of http://");
  const access = { url, maxDocumentKiB: MOST_KIB, ...tls };
  const login = user === undefined ? {} : { user: user.name, password: user.password };
  const found = await lookAt({ ...access, ...login }, signal);
  show(textOf(found));
  return configFiles(found, { url, tls, ...(user === undefined ? {} : { user: user.name }) });
}

/** What an agent has, as a proposal. Tools and entries are optional: an agent may give neither. */
async function lookAt(access: AgentAccess, signal: AbortSignal): Promise<Proposal> {
  const agent = new Agent(access);
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

function textOf({ agent, types, assets, leftOut, conditions }: Proposal): string {
  const counts = new Map(types.map(({ name, tags }) => [name, tags.length]));
  const tags = assets.reduce((sum, { type }) => sum + (counts.get(type) ?? 0), 0);
  return [
    `${agent}`,
    `${assets.length} assets with ${tags} tags of ${types.length} types; ${conditions} conditions for the alert book:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, about }) =>
          `  ${label.padEnd(24)} ${type.padEnd(24)} ${String(counts.get(type) ?? 0).padStart(5)} tags  ${about}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...leftOut.map((what) => `  left out: ${what}`),
    "",
  ].join("\n");
}
