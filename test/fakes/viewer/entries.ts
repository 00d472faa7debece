/** What people entered about quality, as the fake edge of the viewer answers. */

const text = (zh: string, en: string) => ({ zh, en });
const REASONS = [
  { id: "chatter", name: text("振纹", "Chatter marks"), kinds: ["scrap", "rework"] },
  { id: "bore-size", name: text("孔径超差", "Bore out of size"), kinds: ["scrap", "rework"] },
  { id: "porosity", name: text("铸造气孔", "Porosity of the casting"), kinds: ["scrap"] },
];
const READINGS = [{ plan: "bore", name: text("内孔直径", "Bore diameter"), unit: "mm", lower: 49.98, upper: 50.02 }];

interface FakeEntry {
  readonly entryUid: string;
  readonly version: number;
  readonly kind: string;
  readonly station: string;
  readonly reason: string;
  readonly count: number;
  readonly piece: string | null;
  readonly at: string;
  readonly by: string;
  readonly comment: string | null;
  readonly isWithdrawn: boolean;
}

/** Entries of one fake edge, newest first. */
export type FakeEntries = FakeEntry[];

export function entriesAnswer(query: URLSearchParams, entries: FakeEntries): object {
  const isStation = query.has("station");
  const sum = (kind: string, station: string, reason: string, [count, lostS]: readonly [number, number | null]) => ({
    ...{ kind, station, reason, entries: count, count, lostS },
    name: REASONS.find(({ id }) => id === reason)?.name ?? null,
  });
  return {
    isCurrent: true,
    count: entries.length,
    entries: isStation ? entries.filter(({ station }) => station === query.get("station")) : entries,
    sums: [
      sum("scrap", "CNC-101", "chatter", [14, 1890]),
      sum("rework", "CNC-102", "bore-size", [6, 810]),
      sum("scrap", "VIS-01", "porosity", [3, null]),
    ],
    unexplained: [{ station: "CNC-102", kind: "scrap", reported: 9, explained: 2 }],
    reasons: isStation ? REASONS : [],
    readings: isStation ? READINGS : [],
  };
}

/** Undefined for other paths. */
export function entryAct(path: string, body: string, entries: FakeEntries): object | undefined {
  const given = JSON.parse(body) as Partial<FakeEntry> & { readonly value?: number };
  if (path === "/api/v1/quality/readings") return { ok: (given.value ?? 0) < 50.02 };
  const corrected = /^\/api\/v1\/quality\/entries\/(.+)\/correct$/.exec(path)?.[1];
  if (corrected !== undefined) {
    const place = entries.findIndex(({ entryUid }) => entryUid === corrected);
    const next = { ...(entries[place] as FakeEntry), ...given, version: (given.version ?? 0) + 1 };
    entries[place] = next;
    return next;
  }
  if (path !== "/api/v1/quality/entries") return undefined;
  const entry = {
    ...{ version: 1, count: 1, piece: null, comment: null, isWithdrawn: false, by: "li" },
    at: "2026-11-24T02:40:00.000Z",
    ...given,
  } as FakeEntry;
  if (!entries.some(({ entryUid }) => entryUid === entry.entryUid)) entries.unshift(entry);
  return entry;
}
