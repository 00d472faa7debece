import type { Micros } from "../contracts/path/sample-batch.ts";

/** Whether a time lies in the quiet hours of the site; they may go over midnight. */
export function isQuiet(
  hours: { readonly from: string; readonly to: string } | undefined,
  at: Micros,
  timeZone: string,
): boolean {
  if (hours === undefined || hours.from === hours.to) return false;
  const now = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hour12: false }).format(
    at / 1000,
  );
  return hours.from < hours.to ? now >= hours.from && now < hours.to : now >= hours.from || now < hours.to;
}
