/** Looks at servers by the kind of source that knows their addresses, and reads values before they are saved. */
import { EdgeError } from "../../contracts/errors.ts";
import type { Discovery, DiscoveryRequest, ValuesAnswer, ValuesRequest } from "../../contracts/path/discovery.ts";
import type { SourcePlugin } from "../../contracts/path/plugin.ts";
import type { DiscoveringEdge } from "../../contracts/path/source-capabilities.ts";

/** `ending` aborts running work when the edge stops. */
export function createDiscovery(kinds: readonly SourcePlugin[], edge: DiscoveringEdge, ending: AbortSignal): Discovery {
  let isRunning = false;
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isRunning) throw new EdgeError("conflict", "Another discovery runs; try again when it is done.");
    isRunning = true;
    try {
      return await work();
    } finally {
      isRunning = false;
    }
  };
  return {
    discover: (request) => alone(async () => await discovererOf(kinds, edge, request)(request, ending)),
    values: (request) => alone(async () => await valuesOf(kinds, edge, { request, ending })),
  };
}

function discovererOf(kinds: readonly SourcePlugin[], edge: DiscoveringEdge, { endpoint }: DiscoveryRequest) {
  const plugin = kinds.find(
    ({ inspection, tagTables, discoverFor }) =>
      discoverFor !== undefined && (inspection?.urls ?? tagTables?.endpoints)?.test(endpoint) === true,
  );
  if (plugin?.discoverFor === undefined)
    throw new EdgeError("bad-request", "an address begins with opc.tcp://, http://, https:// or s7://");
  return plugin.discoverFor(edge);
}

async function valuesOf(
  kinds: readonly SourcePlugin[],
  edge: DiscoveringEdge,
  { request, ending }: { readonly request: ValuesRequest; readonly ending: AbortSignal },
): Promise<ValuesAnswer> {
  const plugin = kinds.find(({ kind }) => kind === request.source.kind);
  if (plugin?.probe === undefined)
    throw new EdgeError("bad-request", "values can be looked at before saving for opcua, mtconnect and s7 only");
  // Loaded on use: a running edge holds no checks of the config.
  const { checkedDraft } = await import("../../config/check-draft.ts");
  const { source, problem, tagProblems } = checkedDraft(plugin, request);
  const unread = request.tags.map((_, i) => {
    const wrong = tagProblems.get(i);
    return wrong === undefined ? {} : { problem: wrong };
  });
  if (problem !== undefined) return { problem, values: unread };
  if (tagProblems.size === request.tags.length) return { values: unread };
  const result = await plugin.probe(source, edge, ending);
  if (!("probe" in result)) return { reason: result.reason, values: unread };
  const read = new Map(result.probe.bindings.map(({ tagUid, ...value }) => [tagUid, value]));
  return {
    values: unread.map((one, i) => {
      const { value, status, reason } = read.get(String(i)) ?? {};
      return {
        ...one,
        ...(value === undefined ? {} : { value }),
        ...(status === undefined ? {} : { status }),
        ...(reason === undefined ? {} : { reason }),
      };
    }),
  };
}
