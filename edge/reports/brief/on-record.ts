/** Lines of the brief as recommendations on record, and what became of earlier ones (rules BR6 to BR9). */
import { assetTypeOf } from "../../contracts/health/adaptation.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { followUpOf, type NewAdvice, type Recommendation } from "../../contracts/records/advice-book.ts";
import { adviceState } from "../../contracts/records/recommendation.ts";
import type { Asked } from "../asked.ts";
import { AS_IT_IS, type BriefLine, type Standing } from "./line.ts";

const WEEK_US = 7 * 86_400e6;
const AUTHOR = { name: "brief", as: "program" } as const;

/** What people said of lines of this rule on this type of asset, and of this line. */
export function standingOf({ parts }: Asked): (line: BriefLine) => Standing {
  const { advice, plant } = parts;
  if (advice === undefined) return () => AS_IT_IS;
  const { places } = advice.ranking;
  const types = new Map(plant.assets.map((asset) => [asset.assetUid as string, assetTypeOf(asset)] as const));
  const now = parts.now();
  return ({ rule, key, assetUid }) => {
    const type = assetUid === undefined ? "" : types.get(assetUid);
    const place = places.find((one) => one.rule === ruleName(rule) && one.assetType === type);
    const known = advice.inForce(key, now);
    const state = known === undefined ? undefined : adviceState(known);
    return { steps: place?.steps ?? 0, isSetAside: state === "declined" || state === "not-useful" };
  };
}

/**
 * The recommendations of the lines, by key: those on record, and new ones where the report is the newest. What the disk
 * refuses is said all the same, and is on record with a later brief.
 */
export async function onRecord(
  { parts, isNewest }: Asked,
  lines: readonly BriefLine[],
): Promise<ReadonlyMap<string, Recommendation>> {
  const { advice } = parts;
  if (advice === undefined) return new Map();
  const now = parts.now();
  const known = new Map(
    lines.flatMap(({ key }) => {
      const found = advice.inForce(key, now);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
  if (!isNewest || known.size === lines.length) return known;
  return await advice.note(lines.map(adviceFrom), now).catch(() => known);
}

function adviceFrom(line: BriefLine): NewAdvice {
  const { rule, key, assetUid, component, what, why, look, consequence, evidence = [], basis, validUntil } = line;
  return {
    rule: ruleName(rule),
    key,
    about: {
      ...(assetUid === undefined ? {} : { assetUid: assetUid as AssetUid }),
      ...(component === undefined ? {} : { component }),
    },
    what,
    why,
    ...(look === undefined ? {} : { action: look }),
    ...(consequence === undefined ? {} : { consequence }),
    evidence: [...evidence],
    basis: [...basis],
    proposedBy: AUTHOR,
    validUntil,
  };
}

function ruleName(rule: BriefLine["rule"]): string {
  return `brief/${rule}`;
}

/** One sentence on the recommendations of the last seven days; undefined where there were none. */
export function followUpText({ parts, words }: Asked): string | undefined {
  const { advice } = parts;
  if (advice === undefined) return undefined;
  const { made, followed, right, wrong, open } = followUpOf(advice, parts.now() - WEEK_US);
  if (made === 0) return undefined;
  const counts = { made, followed, right, wrong, open };
  return words.say(followed === 0 ? "brief.none-followed" : "brief.followed", counts);
}
