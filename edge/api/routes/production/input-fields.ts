import type { Inputs } from "../../../contracts/production/inputs.ts";
import { Type } from "../../../contracts/schema.ts";
import { MaybeTime } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

/** Fields of answers on the inputs of a figure (rule KP9). */
export const InputFields = {
  liveShare: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: "Share of its inputs that are live; below 1 the figure is incomplete. Null where no tag feeds it.",
  }),
  staleSince: MaybeTime,
};

export function inputFields(inputs: Partial<Inputs> | undefined): {
  liveShare: number | null;
  staleSince: string | null;
} {
  const { liveShare, staleSince } = inputs ?? {};
  return { liveShare: liveShare ?? null, staleSince: typeof staleSince === "number" ? formatMicros(staleSince) : null };
}
