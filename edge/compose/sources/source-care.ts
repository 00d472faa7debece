/** Capabilities of source kinds besides reading, for every kind that offers them. */
import type { StoredCertificate } from "../../contracts/access/certificate.ts";
import type { Discovery } from "../../contracts/path/discovery.ts";
import type { SourcePlugin } from "../../contracts/path/plugin.ts";
import type { DiscoveringEdge, SourceCapabilities, TrustVerdict } from "../../contracts/path/source-capabilities.ts";
import type { StopStack } from "../stop-stack.ts";
import { createDiscovery } from "./discovery.ts";

type Kinds = readonly SourceCapabilities[];

/** The capabilities for the API; a member is absent where no kind of source offers it. */
interface SourceCare {
  readonly certificates?: () => readonly StoredCertificate[];
  readonly decideTrust?: (verdict: TrustVerdict, thumbprint: string) => StoredCertificate;
  readonly discovery?: Discovery;
}

export function sourceCare(
  kinds: readonly SourcePlugin[],
  edge: DiscoveringEdge,
  stop: Pick<StopStack, "add">,
): SourceCare {
  const trust = trustOf(kinds, edge.dataDir);
  if (kinds.every(({ discoverFor }) => discoverFor === undefined)) return trust;
  const ending = new AbortController();
  stop.add("discovery", () => ending.abort());
  return { ...trust, discovery: createDiscovery(kinds, edge, ending.signal) };
}

/** The certificates of all kinds of sources. */
export function storedCertificates(kinds: Kinds, dataDir: string): StoredCertificate[] {
  return kinds.flatMap(({ certificates }) => certificates?.list(dataDir) ?? []);
}

/** Ends what outlives single sources. Resolves when all of it has ended: a process that ends before may crash. */
export async function endSources(kinds: Kinds): Promise<void> {
  await Promise.all(kinds.map((kind) => kind.end?.()));
}

/** The kind that holds a certificate decides about it; the first kind reports an unknown certificate. */
function trustOf(kinds: Kinds, dataDir: string): SourceCare {
  const stores = kinds.flatMap(({ certificates }) => certificates ?? []);
  const [first] = stores;
  if (first === undefined) return {};
  return {
    certificates: () => storedCertificates(kinds, dataDir),
    decideTrust(verdict, digits) {
      const holds = ({ thumbprint }: StoredCertificate): boolean => thumbprint.startsWith(digits);
      const store = stores.find((one) => one.list(dataDir).some(holds)) ?? first;
      return store.decide(dataDir, verdict, digits);
    },
  };
}
