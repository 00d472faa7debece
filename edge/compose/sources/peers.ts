import type { EdgeConfig } from "../../contracts/plant/edge-config.ts";
import { plugins } from "../../plugins.ts";

/** The peer that each source talks to (host:port), by the source's name. */
export function peersOf({ sources }: Pick<EdgeConfig, "sources">): ReadonlyMap<string, string> {
  return new Map(
    sources.flatMap(({ name, kind, config }) => {
      const peer = plugins.sources.find((one) => one.kind === kind)?.peerOf?.(config as never);
      return peer === undefined ? [] : [[name, peer] as const];
    }),
  );
}
