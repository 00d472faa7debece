/** The hub's connection to its servers. */
import type { NatsConnection } from "@nats-io/transport-node";
import { openLink, type ServerConfig } from "../fleet/link/server.ts";
import { LINK_OF_HUBS } from "../fleet/wire/subjects.ts";

/** Opens it; undefined once the signal aborts, whatever comes of the attempt. */
export async function openHubLink(config: ServerConfig, signal: AbortSignal): Promise<NatsConnection | undefined> {
  const opening = openLink(config, LINK_OF_HUBS);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    const link = await Promise.race([promise, opening]);
    if (link === undefined)
      void opening.then(
        (late) => late.close(),
        () => undefined,
      );
    return link;
  } finally {
    signal.removeEventListener("abort", end);
  }
}
