/** Discovery for the API: small and quick. */
import type { Discover, DiscoveryAnswer } from "../../../contracts/path/discovery.ts";
import { pinned } from "./pinned.ts";
import { runSurvey, type Survey } from "./run-survey.ts";

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 60_000;
const MAX_NODES = 50_000;
const MAX_VARIABLES = 5_000;

export function createDiscover(edge: {
  readonly pkiDir: string;
  readonly applicationUri: string;
  readonly networks: readonly string[];
}): Discover {
  return async ({ endpoint, insecure, user }, signal) => {
    const { pkiDir, applicationUri, networks } = edge;
    const result = await runSurvey(
      {
        ...{ insecure, pkiDir, applicationUri, connectTimeoutMs: CONNECT_WITHIN_MS },
        ...{ maxNodes: MAX_NODES, maxVariables: MAX_VARIABLES },
        ...(user === undefined ? {} : { user }),
        endpoint: await pinned(endpoint, { networks }),
      },
      AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    );
    return "survey" in result ? await answerOf(endpoint, result.survey, user?.name) : result;
  };
}

async function answerOf(
  endpoint: string,
  { endpoints, product, security, discovery }: Survey,
  user: string | undefined,
): Promise<DiscoveryAnswer> {
  // Loaded on use: it brings the library of YAML, which a running edge does not need otherwise.
  const { plantFiles, proposedConfig } = await import("../../proposed-plant.ts");
  const { IDENTITY, plantOf } = await import("./plant.ts");
  const facts = { endpoint, product, security, ...(user === undefined ? {} : { user }) };
  const plant = plantOf(discovery, facts);
  const counts = new Map(discovery.types.map(({ name, tags }) => [name, tags.length]));
  return {
    endpoints,
    product,
    nodes: discovery.nodes,
    assets: discovery.assets.map((asset) => ({ ...asset, tags: counts.get(asset.type) ?? 0 })),
    leftOut: discovery.leftOut.filter(({ isPart }) => isPart !== true).length + discovery.beyond,
    files: Object.fromEntries(plantFiles(plant)),
    proposal: proposedConfig(plant, IDENTITY),
    ...(discovery.isCut
      ? { reason: `the walk stopped at ${MAX_NODES} nodes; gemba discover on the edge's machine goes further` }
      : {}),
  };
}
