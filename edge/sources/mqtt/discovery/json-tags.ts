import type { ProposedTag } from "../../../contracts/path/proposed-config.ts";
import { isWritable } from "../../config-words.ts";
import { MAX_ARRAY_ELEMENTS } from "../waveform.ts";
import type { LeftOut } from "./left-out.ts";
import { named, tagName } from "./proposal.ts";

const MAX_TAGS_PER_TOPIC = 100;
/** Depth to which nested objects are entered. */
const MAX_DEPTH = 4;
const LONGEST_POINTER = 256;

export function pointerOf(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Type of the tag for a value; undefined for arrays and objects. */
export function typeOf(value: unknown): Pick<ProposedTag, "type" | "unit"> | undefined {
  if (typeof value === "number") return { type: "number", unit: "1" };
  if (typeof value === "boolean") return { type: "boolean" };
  return typeof value === "string" ? { type: "text" } : undefined;
}

interface Visit {
  readonly topic: string;
  readonly timePointer: string | undefined;
  readonly leftOut: LeftOut;
}

/** Proposes a tag for each value of a message. Values without a proposal go to `leftOut`. */
export function tagsOf(message: unknown, { topic, timePointer, leftOut }: Visit): ProposedTag[] {
  const tags: ProposedTag[] = [];
  const taken = new Set<string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    const pointer = pointerOf(path);
    const where = `${topic} ${pointer}`;
    if (pointer === timePointer && path.length > 0) return;
    const type = typeOf(value);
    if (type !== undefined) {
      if (!isWritable(pointer) || pointer.length > LONGEST_POINTER)
        leftOut.add("values whose names have braces or are too long", where);
      else if (tags.length >= MAX_TAGS_PER_TOPIC)
        leftOut.add(`values beyond the first ${MAX_TAGS_PER_TOPIC} of their topic`, where);
      else
        tags.push({ ...tagName(path, taken), name: named(path.join(" › ") || "Value"), binding: { pointer }, ...type });
    } else if (value === null || value === undefined)
      leftOut.add("values that were null, whose type is not known yet", where);
    else if (Array.isArray(value)) array(value, path);
    else if (path.length >= MAX_DEPTH) leftOut.add(`objects deeper than ${MAX_DEPTH} levels`, where);
    else for (const [name, member] of Object.entries(value)) if (name !== "") visit(member, [...path, name]);
  };
  const array = (values: readonly unknown[], path: readonly string[]): void => {
    const where = `${topic} ${pointerOf(path)}`;
    if (values.length > MAX_ARRAY_ELEMENTS && values.every((one) => typeof one === "number"))
      leftOut.add(
        "long arrays of numbers: make each a tag of `type: waveform` with its rate, docs/connect-mqtt.md",
        where,
      );
    else if (
      values.length === 0 ||
      values.length > MAX_ARRAY_ELEMENTS ||
      values.some((one) => typeOf(one) === undefined)
    )
      leftOut.add(
        "arrays of objects, or empty: `samplesPointer` reads entries, `count:` their number, docs/connect-mqtt.md",
        where,
      );
    else for (const [at, one] of values.entries()) visit(one, [...path, String(at)]);
  };
  visit(message, []);
  return tags;
}
