/**
 * Up to this number of topics that differ in one level are numbered machines; more topics with one message each are
 * orders, days or sessions.
 */
const FEW = 8;
/** Share of a group's topics that were heard a single time. */
const MOSTLY = 0.8;
const LONGEST_LABEL = 36;

const GUID = /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;
const DATE = /^(19|20)\d{2}[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])([T_-].*)?$/;
/** Milliseconds or seconds since 1970, and other long numbers. */
const LONG_NUMBER = /^\d{8,}$/;
/** Digits of order numbers; machines are numbered with fewer. */
const NUMBERED = /\d{5}/;

export interface HeardTopic {
  readonly topic: string;
  readonly messages: number;
  /** Topics of different shapes are never merged. */
  readonly shape: string;
}

/** Merged topics: `pattern` has `{name}` where they differ; a single topic is its own pattern. */
export interface TopicGroup {
  readonly pattern: string;
  /** Names of the levels that vary. */
  readonly names: readonly string[];
  readonly topics: readonly string[];
}

/**
 * Merges topics that differ in a level whose values come and go: GUIDs, dates, long numbers, and numbered names of
 * which most were heard once.
 */
export function groupTopics(heard: readonly HeardTopic[]): TopicGroup[] {
  const clear = byPattern(heard, ({ topic }) =>
    topic.split("/").map((level) => (isTransient(level) ? undefined : level)),
  );
  return clear
    .flatMap(({ members, levels }) =>
      members.length > 1 || levels.includes(undefined) ? [groupOf(members, levels)] : [],
    )
    .concat(
      numbered(
        clear.flatMap(({ members, levels }) => (members.length === 1 && !levels.includes(undefined) ? members : [])),
      ),
    );
}

/** Groups of the remaining topics that differ in one numbered level. */
function numbered(heard: readonly HeardTopic[]): TopicGroup[] {
  const left = new Set(heard);
  const groups: TopicGroup[] = [];
  const depth = Math.max(0, ...heard.map(({ topic }) => topic.split("/").length));
  for (let level = 0; level < depth; level++) {
    const candidates = [...left].filter(({ topic }) => NUMBERED.test(topic.split("/")[level] ?? ""));
    const found = byPattern(candidates, ({ topic }) =>
      topic.split("/").map((one, at) => (at === level ? undefined : one)),
    );
    for (const { members, levels } of found) {
      const once = members.filter(({ messages }) => messages === 1).length;
      if (members.length <= FEW || once < MOSTLY * members.length) continue;
      groups.push(groupOf(members, levels));
      for (const one of members) left.delete(one);
    }
  }
  return [...groups, ...[...left].map(({ topic }): TopicGroup => ({ pattern: topic, names: [], topics: [topic] }))];
}

type Levels = readonly (string | undefined)[];

function byPattern(
  heard: readonly HeardTopic[],
  levelsOf: (one: HeardTopic) => Levels,
): { readonly members: HeardTopic[]; readonly levels: Levels }[] {
  const groups = new Map<string, { readonly members: HeardTopic[]; readonly levels: Levels }>();
  for (const one of heard) {
    const levels = levelsOf(one);
    const key = JSON.stringify([levels, one.shape]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { members: [one], levels });
    else group.members.push(one);
  }
  return [...groups.values()];
}

function groupOf(members: readonly HeardTopic[], levels: Levels): TopicGroup {
  const names: string[] = [];
  const pattern = levels.map((level) => {
    if (level !== undefined) return level;
    const name = `id${names.length === 0 ? "" : names.length + 1}`;
    names.push(name);
    return `{${name}}`;
  });
  return { pattern: pattern.join("/"), names, topics: members.map(({ topic }) => topic) };
}

function isTransient(level: string): boolean {
  return GUID.test(level) || DATE.test(level) || LONG_NUMBER.test(level);
}

/** A label for each pattern: as few of its last levels as distinguish it from all others, without those that vary. */
export function labelsOf(patterns: readonly string[]): Map<string, string> {
  const levels = new Map(
    patterns.map((pattern) => [pattern, pattern.split("/").filter((level) => level !== "" && !level.startsWith("{"))]),
  );
  const labels = new Map<string, string>();
  const tail = (pattern: string, count: number) => (levels.get(pattern) as string[]).slice(-count).join("-");
  for (let count = 1, left = patterns; left.length > 0; count++) {
    const uses = new Map<string, number>();
    for (const pattern of patterns) uses.set(tail(pattern, count), (uses.get(tail(pattern, count)) ?? 0) + 1);
    const isWhole = (pattern: string) => count >= (levels.get(pattern) as string[]).length;
    for (const pattern of left)
      if (uses.get(tail(pattern, count)) === 1 || isWhole(pattern))
        labels.set(pattern, tail(pattern, count).slice(-LONGEST_LABEL).trim() || "topic");
    left = left.filter((pattern) => !labels.has(pattern));
  }
  return labels;
}
