import type { ConfigEdit } from "../../../../../edge/contracts/plant/config-edit.ts";
import { type Values, valueAt } from "../edit-values.ts";

/** Whether alarms reach anybody who does not look at the screen. */
export function hasChannels(values: Values): boolean {
  const channels = valueAt(values, ["notify", "channels"]);
  return Array.isArray(channels) && channels.length > 0;
}

/**
 * Begins a first channel that mails alarms. It takes priority 3 too, which the limits `high` and `low` have; its form
 * asks for the server, the sender and the receivers.
 */
export function mailChannel(values: Values): ConfigEdit {
  const channels = [{ id: "mail", kind: "email", priorities: [1, 2, 3], mail: { host: "", from: "", to: [""] } }];
  return valueAt(values, ["notify"]) === undefined
    ? { kind: "set", path: ["notify"], value: { channels } }
    : { kind: "set", path: ["notify", "channels"], value: channels };
}
