/** The question of a recall, as bodies of requests give it. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { RecallQuestion } from "../../../contracts/production/recall.ts";
import { Type } from "../../../contracts/schema.ts";
import { TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));

export const RecallCriteria = {
  lot: Name,
  supplier: Name,
  order: Name,
  machine: Name,
  program: Name,
  fixture: Name,
  tool: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: "Number of a tool of `machine`." })),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
};

type Asked = Omit<RecallQuestion, "from" | "to"> & { readonly from?: string; readonly to?: string };

/** `now`: µs UTC. Throws EdgeError `bad-request` where a time is none. */
export function questionOf({ from, to, ...names }: Asked, now: number): RecallQuestion {
  return { ...names, ...timeOf("from", from, now), ...timeOf("to", to, now) };
}

function timeOf(end: "from" | "to", text: string | undefined, now: number): { from?: number; to?: number } {
  if (text === undefined) return {};
  const time = parseTime(text, now);
  if (time === undefined)
    throw new EdgeError(
      "bad-request",
      `${end} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
    );
  return { [end]: time };
}
