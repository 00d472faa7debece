import type { LinkedAlert } from "../contracts/alerts/notification.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ChannelConfig, NotifyConfig } from "./config.ts";
import type { TextContext } from "./message-text.ts";
import { SignedLinks } from "./signed-links.ts";

const MINUTE_US = 60e6;

/** Links in the messages of channels that have `acknowledge` (rules N33 to N36). */
export class ChannelLinks {
  readonly #dir: string;
  readonly #clock: () => Micros;
  readonly #config: () => NotifyConfig;
  #signed: SignedLinks | undefined;

  /** `config`: the present one. */
  constructor(dir: string, clock: () => Micros, config: () => NotifyConfig) {
    this.#dir = dir;
    this.#clock = clock;
    this.#config = config;
  }

  /** Opens the key where a channel needs it. Throws EdgeError `disk` when it is damaged. */
  open(): void {
    if (this.#isUsed) this.#links();
  }

  /** Throws EdgeError `forbidden` where the link is not the edge's, or its channel sends none any more. */
  read(token: string): LinkedAlert {
    const linked = this.#isUsed ? this.#links().read(token, this.#clock()) : undefined;
    const channel = this.#config().channels.find(({ id }) => id === linked?.channel);
    if (linked === undefined || channel?.acknowledge === undefined)
      throw new EdgeError("forbidden", "This link is not one of this edge's.");
    return linked;
  }

  /** Makes the links of a channel's messages, each for the time from its sending. */
  linkFor({ id, acknowledge }: ChannelConfig): TextContext["linkTo"] {
    const { viewer, roster } = this.#config();
    if (acknowledge === undefined || viewer === undefined) return undefined;
    const links = this.#links();
    const page = new URL("phone.html", viewer.endsWith("/") ? viewer : `${viewer}/`).href;
    return ({ alertUid, occurrenceUid }) => {
      const until = this.#clock() + acknowledge.minutes * MINUTE_US;
      // After the #, so that no server, proxy or preview of a chat program gets it by opening the address.
      const person = roster?.people.find(({ channel }) => channel === id)?.name;
      const facts = { alertUid, occurrenceUid, channel: id, until, ...(person === undefined ? {} : { person }) };
      return `${page}#k=${links.tokenOf(facts)}`;
    };
  }

  get #isUsed(): boolean {
    return this.#config().channels.some(({ acknowledge }) => acknowledge !== undefined);
  }

  #links(): SignedLinks {
    this.#signed ??= new SignedLinks(this.#dir);
    return this.#signed;
  }
}
