import { expect, it } from "vitest";
import { editedBy, type Values } from "../../../twin-viewer/src/screens/setup/edit-values.ts";
import { hasChannels, mailChannel } from "../../../twin-viewer/src/screens/setup/tags/mail-channel.ts";

it("[PG26] the first channel mails the priorities of limits, and keeps what the section has", () => {
  for (const before of [{}, { notify: { viewer: "https://twin" } }, { notify: { channels: [] } }] as Values[]) {
    expect(hasChannels(before)).toBe(false);
    const after = editedBy(before, [mailChannel(before)]);
    expect(hasChannels(after)).toBe(true);
    expect(after).toMatchObject({
      notify: {
        ...((before["notify"] as Values | undefined)?.["viewer"] === undefined ? {} : { viewer: "https://twin" }),
        channels: [{ kind: "email", priorities: [1, 2, 3] }],
      },
    });
  }
});
