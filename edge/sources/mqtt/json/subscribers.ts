/** Topics that a JSON source reads, and what each tag takes from their messages. */
import type { Says } from "../../../batch/sibling-values.ts";
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import { UTC, type WallClock, wallClockOf } from "../../../contracts/path/written-time.ts";
import type { LinkRef } from "../../../contracts/plant/tag.ts";
import { type BoundProjection, bindProjection, compileProjection } from "../projection.ts";
import { siblingsOf, type WaveformTiming } from "../waveform.ts";
import type { JsonAddress, JsonBinding } from "./config.ts";
import { MemberNames, MemberWatch } from "./drift.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { compileTopic, type Topic } from "./topics.ts";

export interface Member extends BoundProjection {
  readonly expression: (Expression & { readonly index: number }) | undefined;
  readonly watch: MemberWatch;
  /** Present for a tag of type waveform. */
  readonly waveform:
    | {
        readonly timing: WaveformTiming;
        readonly siblings: readonly { readonly says: Says; readonly path: readonly string[] }[];
      }
    | undefined;
}

/** Tags that read the topics of one pattern. */
export interface Subscriber extends Topic {
  readonly members: Member[];
  /** Members by the name of their entry. */
  readonly keyed: Map<string, Member[]>;
  readonly expressions: Member[];
  readonly links: Set<LinkRef>;
  readonly names: MemberNames;
  /** Clock of times without a zone. */
  readonly wall: WallClock;
  isPersonal: boolean;
}

/** Wall clocks by zone, made once each. */
export class Zones {
  readonly #default: string | undefined;
  readonly #walls = new Map<string, WallClock>();

  constructor(defaultZone: string | undefined) {
    this.#default = defaultZone;
  }

  wall(timeZone = this.#default): WallClock {
    if (timeZone === undefined) return UTC;
    let wall = this.#walls.get(timeZone);
    if (wall === undefined) {
      wall = wallClockOf(timeZone);
      this.#walls.set(timeZone, wall);
    }
    return wall;
  }
}

/** Subscribers by topic pattern and zone. The texts of their expressions are appended to `texts`. */
export function subscribersOf(
  context: SourceContext<JsonAddress, JsonBinding>,
  { texts, zones }: { readonly texts: string[]; readonly zones: Zones },
): readonly Subscriber[] {
  const subscribers = new Map<string, Subscriber>();
  for (const { tag, address, binding } of context.bound) {
    const pattern = binding.topic ?? address.topic;
    const key = `${address.timeZone ?? ""} ${pattern}`;
    let subscriber = subscribers.get(key);
    if (subscriber === undefined) {
      const own = {
        members: [],
        keyed: new Map<string, Member[]>(),
        expressions: [],
        links: new Set<LinkRef>(),
        names: new MemberNames(pattern),
        isPersonal: false,
      };
      subscriber = { ...compileTopic(pattern), ...own, wall: zones.wall(address.timeZone) };
      subscribers.set(key, subscriber);
    }
    const expression =
      binding.expression === undefined
        ? undefined
        : { ...parseExpression(binding.expression), index: texts.push(binding.expression) - 1 };
    const watch = new MemberWatch(
      [pattern, binding.entry, binding.pointer ?? binding.expression].filter((one) => one !== undefined).join(" "),
      tag.type,
    );
    const member: Member = {
      ...bindProjection(tag, { ...binding, pointer: binding.pointer ?? "" }),
      expression,
      watch,
      waveform: waveformMember(binding.waveform),
    };
    if (binding.entry === undefined) subscriber.members.push(member);
    else subscriber.keyed.set(binding.entry, [...(subscriber.keyed.get(binding.entry) ?? []), member]);
    if (expression !== undefined) subscriber.expressions.push(member);
    subscriber.links.add(tag.link);
    if (tag.class === "personal") subscriber.isPersonal = true;
  }
  return [...subscribers.values()];
}

function waveformMember(timing: WaveformTiming | undefined): Member["waveform"] {
  return timing === undefined
    ? undefined
    : {
        timing,
        siblings: siblingsOf(timing).map(([says, pointer]) => ({ says, path: compileProjection(pointer).path })),
      };
}

/** The steps of a JSON pointer. */
export function pathOf(pointer: string | undefined): readonly string[] | undefined {
  return pointer === undefined ? undefined : compileProjection(pointer).path;
}
