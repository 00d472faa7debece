/** Signed links that acknowledge one occurrence of an alert without a sign-in (rules N33 to N36). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import type { LinkedAlert } from "../contracts/alerts/notification.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { keyIn } from "../store/key-file.ts";

const KEY_FILE = "links.key";

/** Uids of alert and occurrence, channel, person or empty, and the end in seconds. */
type Fields = readonly [alertUid: string, occurrenceUid: string, channel: string, person: string, untilS: number];

export class SignedLinks {
  readonly #key: string;

  /** Throws EdgeError `disk` when the key is damaged. */
  constructor(dataDir: string) {
    this.#key = keyIn(join(dataDir, KEY_FILE), "links that were sent before then no longer work");
  }

  /** What a link carries: the facts and their HMAC-SHA256. */
  tokenOf({ alertUid, occurrenceUid, channel, person, until }: LinkedAlert): string {
    const fields: Fields = [alertUid, occurrenceUid, channel, person ?? "", Math.floor(until / 1e6)];
    const facts = Buffer.from(JSON.stringify(fields)).toString("base64url");
    return `${facts}.${this.#sign(facts)}`;
  }

  /** The facts of a token. Throws EdgeError `forbidden` for one that this edge has not signed, or that is too old. */
  read(token: string, now: Micros): LinkedAlert {
    const [facts = "", signature = ""] = token.split(".");
    const [given, own] = [Buffer.from(signature), Buffer.from(this.#sign(facts))];
    if (given.length !== own.length || !timingSafeEqual(given, own))
      throw new EdgeError("forbidden", "This link is not one of this edge's.");
    const fields = JSON.parse(Buffer.from(facts, "base64url").toString("utf8")) as Fields;
    const [alertUid, occurrenceUid, channel, person, untilS] = fields;
    if (now > untilS * 1e6) throw new EdgeError("forbidden", "This link is too old. Sign in to see the alert.");
    return { alertUid, occurrenceUid, channel, until: untilS * 1e6, ...(person === "" ? {} : { person }) };
  }

  #sign(facts: string): string {
    return createHmac("sha256", this.#key).update(facts).digest("base64url");
  }
}
