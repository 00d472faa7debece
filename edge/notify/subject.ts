/** The subject of a channel's messages: alarms, predictions, or changes of work items. */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { ChannelConfig } from "./config.ts";
import { alarmText, type TextContext } from "./message-text.ts";
import type { Item } from "./outbox.ts";
import type { Outgoing } from "./send.ts";

export interface Subject {
  /** Most items in one message. */
  readonly most: number;
  /** Whether an item that waited longer than a group need not be sent any more. */
  isOver(item: Item): boolean;
  /** The content of a message with these items, as they are now; undefined where nothing is left to say. */
  contentOf(keys: readonly string[], config: ChannelConfig): Omit<Outgoing, "id" | "to"> | undefined;
}

/** Alarms, with their state at the time of sending. */
export function alarmSubject({
  find,
  text,
  linkFor,
}: {
  find(alertUid: string): AlertView | undefined;
  readonly text: Omit<TextContext, "language">;
  /** Address of a page that acknowledges an alert; undefined where the channel sends none. */
  linkFor(config: ChannelConfig): TextContext["linkTo"];
}): Subject {
  return {
    most: Number.POSITIVE_INFINITY,
    isOver: ({ alertUid }) => {
      const alert = find(alertUid);
      return alert === undefined || alert.clearedAt !== undefined;
    },
    contentOf(keys, config) {
      const { language } = config;
      const linkTo = linkFor(config);
      // The alert as it is now, for the occurrence that was annunciated: it may have been raised again since, which is
      // a message of its own.
      const alerts = keys.flatMap((key) => {
        const [alertUid = "", occurrenceUid = ""] = key.split(" ");
        const alert = find(alertUid);
        return alert === undefined ? [] : [{ ...alert, occurrenceUid }];
      });
      const [first, ...others] = alerts;
      if (first === undefined) return undefined;
      const urgent = others.reduce((most, one) => (one.priority < most.priority ? one : most), first);
      return {
        content: alarmText(alerts, { ...text, language, ...(linkTo === undefined ? {} : { linkTo }) }),
        alerts,
        about: urgent.alertUid,
        urgency: urgent.priority === 1 ? "high" : "normal",
      };
    },
  };
}
