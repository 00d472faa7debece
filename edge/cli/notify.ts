import { randomUUID } from "node:crypto";
import { loadConfig } from "../config/load.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import { testText } from "../notify/message-text.ts";
import { send, targetOf } from "../notify/send.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

const HELP = `gemba notify try CONFIG [CHANNEL]: sends a test message through the channels of a config

  CONFIG is the plant's folder or its gemba.yaml. Needs no running edge. Without CHANNEL
  every channel of notify.channels is tried. The message says that it is a test.

  Exit code 0: each was taken; 1: one was not, with what the other side said.
`;

/** `gemba notify`. */
export const notifyCommand: Command = {
  help: HELP,
  operands: 3,
  async run({ positionals }) {
    const [action, named, id] = positionals;
    if (action !== "try" || named === undefined)
      throw new EdgeError("bad-request", "say gemba notify try CONFIG. Try --help");
    const { notify, site } = await loadConfig(fromUser(named), plugins);
    const { channels } = notify;
    const wanted = channels.filter((channel) => id === undefined || channel.id === id);
    if (wanted.length === 0) {
      const known =
        channels.length === 0
          ? "the config has none: write notify.channels (docs/notification.md)"
          : `the config has ${channels.map((channel) => channel.id).join(", ")}`;
      throw new EdgeError("not-found", `there is no channel ${id ?? "to try"}; ${known}`);
    }
    let code = 0;
    for (const channel of wanted) {
      const about = `${channel.id} (${channel.kind}, ${targetOf(channel)})`;
      try {
        await send(channel, {
          id: randomUUID(),
          content: testText({ language: channel.language, site: site.name }),
          alerts: [],
        });
        process.stdout.write(
          `${about}: the test message was taken. It sends alarms of priority ${channel.priorities.join(", ")}\n`,
        );
      } catch (error) {
        code = 1;
        process.stdout.write(`${about}: not sent. ${reasonOf(error)}\n`);
      }
    }
    return code;
  },
};
