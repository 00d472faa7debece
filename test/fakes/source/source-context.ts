import { pino } from "pino";
import type { BoundTag, SourceContext } from "../../../edge/contracts/path/plugin.ts";
import type { AssetUid, LinkRef, Tag } from "../../../edge/contracts/plant/tag.ts";
import { FakeTags, fakeTag } from "./tags.ts";

/** One link call as the source made it. */
interface LinkCall {
  readonly kind: "heard" | "lost";
  readonly link: number;
  readonly reason?: string;
}

/** A tag for a test: address, binding and special properties. */
export interface Wanted<A, B> {
  readonly address: A;
  readonly binding: B;
  readonly tag?: Partial<Tag>;
}

/** A source context over wanted tags; ref = index, link = number of the distinct address. */
export function fakeContext<A, B>(wanted: readonly Wanted<A, B>[], over: Partial<SourceContext<A, B>> = {}) {
  const addresses: string[] = [];
  const bound = wanted.map(({ address, binding, tag }, ref): BoundTag<A, B> => {
    const key = JSON.stringify(address);
    if (!addresses.includes(key)) addresses.push(key);
    const link = addresses.indexOf(key) as LinkRef;
    return {
      address,
      binding,
      tag: fakeTag(ref, { link, assetUid: `urn:test:${link}` as AssetUid, signal: `signal-${ref}`, ...tag }),
    };
  });
  const calls: LinkCall[] = [];
  const isLive = new Map<number, boolean>();
  const logged: Record<string, unknown>[] = [];
  const context: SourceContext<A, B> = {
    name: "line",
    tags: new FakeTags(bound.map(({ tag }) => tag)),
    bound,
    namespaces: new Map(),
    links: {
      heard: (link) => {
        calls.push({ kind: "heard", link });
        isLive.set(link, true);
      },
      lost: (link, reason) => {
        calls.push({ kind: "lost", link, reason });
        isLive.set(link, false);
      },
    },
    counters: { received: 0, dropped: 0, named: new Map() },
    log: pino(
      { level: "info" },
      { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
    ),
    // A path that cannot be written by any user.
    dataDir: "/dev/null",
    edgeId: "0198c000-0000-7000-8000-000000000001",
    site: "bj1",
    report: () => undefined,
    reportClock: () => undefined,
    ...over,
  };
  return { context, calls, isLive, logged };
}
