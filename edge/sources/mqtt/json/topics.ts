import type { Captures } from "./compiled.ts";

/** Schema pattern of a topic: levels are literal, `+`, `{name}`; the last may be `#`. */
export const TOPIC_PATTERN =
  "^(#|([^+#{}/]*|\\+|\\{[a-zA-Z][a-zA-Z0-9]*\\})(/([^+#{}/]*|\\+|\\{[a-zA-Z][a-zA-Z0-9]*\\}))*(/#)?)$";

const NO_CAPTURES: Captures = new Map();

/** A topic pattern, compiled once. */
export interface Topic {
  /** The MQTT filter: captures are `+`. */
  readonly filter: string;
  /**
   * The captures; undefined where the topic does not match. MQTT 4.7: `#` also takes the level above, wildcards take
   * no topic that begins with `$`.
   */
  match(topic: string): Captures | undefined;
}

export function compileTopic(pattern: string): Topic {
  const levels = pattern.split("/");
  const filter = levels.map((level) => (level.startsWith("{") ? "+" : level)).join("/");
  if (filter === pattern && !/[+#]/.test(pattern))
    return { filter, match: (topic) => (topic === pattern ? NO_CAPTURES : undefined) };
  const isOpen = levels.at(-1) === "#";
  if (isOpen) levels.pop();
  return {
    filter,
    match(topic) {
      const given = topic.split("/");
      if (isOpen ? given.length < levels.length : given.length !== levels.length) return undefined;
      if (topic.startsWith("$") && levels[0] !== given[0]) return undefined;
      const captures = new Map<string, string>();
      for (let at = 0; at < levels.length; at++) {
        const level = levels[at] as string;
        const value = given[at] as string;
        if (level.startsWith("{")) captures.set(level.slice(1, -1), value);
        else if (level !== "+" && level !== value) return undefined;
      }
      return captures;
    },
  };
}

/** Leaves out filters that another one covers, because a broker may deliver once per subscription (MQTT-3.3.5-1). */
export function withoutCovered(filters: readonly string[]): readonly string[] {
  const unique = [...new Set(filters)];
  return unique.filter((filter) => !unique.some((other) => other !== filter && covers(other, filter)));
}

function covers(wide: string, narrow: string): boolean {
  const wider = wide.split("/");
  const levels = narrow.split("/");
  for (let at = 0; at < wider.length; at++) {
    if (wider[at] === "#") return true;
    const level = levels[at];
    if (level === undefined || level === "#" || (wider[at] !== "+" && wider[at] !== level)) return false;
  }
  return wider.length === levels.length;
}
