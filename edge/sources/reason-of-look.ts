import { causeInWords, causeOf, sentence } from "../contracts/alerts/causes.ts";

/**
 * Why a look at a server, or a first reading of its tags, failed: an English sentence that names the server and what to
 * do (rule SK4 in docs/rules/source-kinds.md). `place`: host:port or address, as the user wrote it.
 */
export function reasonOfLook(error: unknown, place: string): string {
  const cause = causeOf(error, { place });
  const reason = sentence(causeInWords(cause), "en");
  // Sentences of other authors may name nobody; those of the table do where a server is meant.
  return cause.code === "said" && !reason.includes(place) ? `${place}: ${reason}` : reason;
}
