/**
 * How fast `gemba discover` walks a local open62541 server: raw Browse of every node, with continuation points and
 * limits.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSurvey } from "../edge/sources/opcua/discovery/run-survey.ts";
import { startLoadServer } from "./load/opcua-load.ts";

const SURVEY_WITHIN_MS = 300_000;

/** Nodes a second on a server of `count` variables: the walk alone, without connecting and reading attributes. */
export async function measureBrowse(
  count = 100_000,
): Promise<{ readonly nodes: number; readonly browseNodesPerSecond: number }> {
  await using server = await startLoadServer({ count, periodMs: 1000 });
  const folder = await mkdtemp(join(tmpdir(), "gemba-browse-"));
  try {
    const result = await runSurvey(
      {
        endpoint: server.endpoint,
        pkiDir: folder,
        applicationUri: "urn:gemba:bench",
        insecure: true,
        connectTimeoutMs: 20_000,
        maxNodes: 2 * count + 1000,
        maxVariables: 1000,
      },
      AbortSignal.timeout(SURVEY_WITHIN_MS),
    );
    if (!("survey" in result)) throw new Error(result.reason);
    const { nodes, walkMs } = result.survey.discovery;
    return { nodes, browseNodesPerSecond: Math.round((nodes / walkMs) * 1000) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
