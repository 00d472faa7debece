/** Discovery for the API: small, quick, one at a time. */

import { EdgeError } from "../../../contracts/errors.ts";
import type { Discover, DiscoveryAnswer } from "../../../contracts/path/discovery.ts";
import { pinned } from "./reachable.ts";
import { runSurvey, type Survey } from "./run-survey.ts";

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 60_000;
const MAX_NODES = 50_000;
const MAX_VARIABLES = 5_000;

/** `ending` aborts a running discovery when the edge stops. */
export function createDiscover(edge: {
  readonly pkiDir: string;
  readonly applicationUri: string;
  readonly ending: AbortSignal;
  readonly networks: readonly string[];
}): Discover {
  let isRunning = false;
  return async (request) => {
    if (isRunning) throw new EdgeError("conflict", "Another discovery runs; try again when it is done.");
    isRunning = true;
    try {
      const { pkiDir, applicationUri, ending, networks } = edge;
      const endpoint = await pinned(request.endpoint, { networks });
      const result = await runSurvey(
        {
          ...request,
          endpoint,
          pkiDir,
          applicationUri,
          connectTimeoutMs: CONNECT_WITHIN_MS,
          maxNodes: MAX_NODES,
          maxVariables: MAX_VARIABLES,
        },
        AbortSignal.any([ending, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      );
      return "survey" in result ? await answerOf(request.endpoint, result.survey, request.user?.name) : result;
    } finally {
      isRunning = false;
    }
  };
}

async function answerOf(
  endpoint: string,
  { endpoints, product, security, discovery }: Survey,
  user: string | undefined,
): Promise<DiscoveryAnswer> {
  // Loaded on use: it brings the library of YAML, which a running edge does not need otherwise.
  const { configFiles, proposedConfig } = await import("./write-config.ts");
  const facts = { endpoint, product, security, ...(user === undefined ? {} : { user }) };
  const counts = new Map(discovery.types.map(({ name, tags }) => [name, tags.length]));
  return {
    endpoints,
    product,
    nodes: discovery.nodes,
    assets: discovery.assets.map((asset) => ({ ...asset, tags: counts.get(asset.type) ?? 0 })),
    leftOut: discovery.leftOut.filter(({ isPart }) => isPart !== true).length + discovery.beyond,
    files: Object.fromEntries(configFiles(discovery, facts)),
    proposal: proposedConfig(discovery, facts),
    ...(discovery.isCut
      ? { reason: `the walk stopped at ${MAX_NODES} nodes; gemba discover on the edge's machine goes further` }
      : {}),
  };
}
