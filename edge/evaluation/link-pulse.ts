import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LinkRef, TagTable } from "../contracts/plant/tag.ts";

/** Number of seconds after which it is known which links send continuously. */
const LEARN_S = 300;
/** A link sends continuously when it brought samples in this share of them. */
const STEADY = 0.95;

/**
 * Times at which links of a recording were alive. A file has no keep-alives, so a link with samples every second is
 * alive when it has one, and a link that sends only changes is always alive.
 */
export class LinkPulse {
  readonly #links: readonly { readonly ref: LinkRef }[];
  readonly #heard: (link: LinkRef) => void;
  readonly #linkOf: Int32Array;
  readonly #counts: Uint32Array;
  readonly #lastSecond: Float64Array;
  #second = 0;

  constructor(plan: {
    readonly tags: TagTable;
    readonly links: readonly { readonly ref: LinkRef }[];
    heard(link: LinkRef): void;
  }) {
    this.#links = plan.links;
    this.#heard = (link) => plan.heard(link);
    this.#linkOf = new Int32Array(plan.tags.size).fill(-1);
    for (const tag of plan.tags.all()) this.#linkOf[tag.ref] = tag.link;
    this.#counts = new Uint32Array(plan.links.length);
    this.#lastSecond = new Float64Array(plan.links.length);
  }

  second({ tags }: SampleBatch): void {
    const second = ++this.#second;
    for (const ref of tags) {
      const link = this.#linkOf[ref] as number;
      if (link < 0 || this.#lastSecond[link] === second) continue;
      this.#lastSecond[link] = second;
      if (second <= LEARN_S) this.#counts[link] = (this.#counts[link] as number) + 1;
    }
    for (const { ref } of this.#links)
      if (this.#lastSecond[ref] === second || second <= LEARN_S || (this.#counts[ref] as number) < STEADY * LEARN_S)
        this.#heard(ref);
  }
}
