import { expect, it } from "vitest";
import { responseTexts } from "../../edge/api/services/safety/response-texts.ts";
import { responseRoomTexts } from "../../twin-viewer/src/i18n/texts/response.ts";

it("[RE14] the report names acts of a response with the words of the room", () => {
  const room = new Map<string, unknown>(Object.entries(responseRoomTexts));
  const acts = Object.entries(responseTexts).filter(([key]) => key.startsWith("act."));
  // What an act says is one of these words in both (`blockingWords`).
  expect(acts.map(([key]) => key)).toEqual(expect.arrayContaining(["act.blocked", "act.freed"]));
  expect(acts.length).toBeGreaterThan(8);
  for (const [key, words] of acts) expect(room.get(`rs.act-${key.slice("act.".length)}`), key).toEqual(words);
});
