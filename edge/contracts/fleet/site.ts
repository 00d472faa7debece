/** A site as its hub has it: how its link stands, what is missing, and what becomes of people's acts. */
import type { OperatorAction } from "../alerts/alert.ts";
import type { LocalizedText } from "../plant/tag.ts";

/**
 * `connected`: heard lately, and history is no more than moments old. `behind`: heard lately, and history is still to
 * come. `away`: not heard lately. `refused`: the hub does not take the edge. `never`: not heard since the hub started
 * to keep it.
 */
type SiteLinkState = "connected" | "behind" | "away" | "refused" | "never";

/** What a viewer of a site must say beside every value. */
export interface SiteLink {
  readonly link: {
    readonly state: SiteLinkState;
    /** When the edge was last heard, ms UTC by the hub's clock; null where it never was. */
    readonly heardAt: number | null;
    /** How old the newest item of history is, seconds; null where there is none. */
    readonly behindSeconds: number | null;
    /** Why it is not `connected`; null where it is. */
    readonly why: LocalizedText | null;
  };
  readonly missing: {
    /** Items of the edge's log that the hub will never get: gone at the edge before they could be sent. */
    readonly lost: number;
    /** Waveforms that the edge did not send; they are at the edge. */
    readonly leftOutWaveforms: number;
    /** History is complete until then but for `lost`, ms UTC by the edge's clock; null where there is none. */
    readonly storedTo: number | null;
  };
}

/** An act of a person that is on its way to the edge, which alone decides. Named to the person by `eventUid`. */
export interface SentAct {
  readonly eventUid: string;
  /** `sent`: the edge is there and has not answered yet. `waiting`: it goes when the link is back. */
  readonly state: "sent" | "waiting";
  readonly why?: LocalizedText;
}

/** Takes people's acts on the alerts of one site. */
export interface SiteActs {
  /**
   * Resolves when the act is on the hub's disk. Rejects with EdgeError `conflict` where acts are not possible, `disk`,
   * `unavailable` where too many wait.
   */
  act(alertUid: string, action: OperatorAction): Promise<SentAct>;
}
