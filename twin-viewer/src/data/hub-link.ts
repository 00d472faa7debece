/** The site of the page, as the hub has it, where the page came through one. */
import { computed, effect } from "@preact/signals";
import { SITE_OF_HUB } from "./base.ts";
import { type CompanySite, fetchTakenActs } from "./company-api.ts";
import { company } from "./company-feed.ts";
import { isLinked } from "./site-standing.ts";
import { noteRefusals, waitingActs } from "./waiting-acts.ts";

/** Undefined at an edge itself, and until the hub has answered. */
export const siteOfPage = computed((): CompanySite | undefined =>
  SITE_OF_HUB === null ? undefined : company.value.answer?.sites.find(({ edgeId }) => edgeId === SITE_OF_HUB),
);

/** Whether the hub has lost the plant: its own streams go on, but nothing in them is of now. */
export const isPlantAway = computed(() => siteOfPage.value !== undefined && !isLinked(siteOfPage.value.link.state));

/** While acts wait, asks with each list of the sites whether the plant has refused one. */
export function followRefusals(): void {
  effect(() => {
    const { failure } = company.value;
    if (SITE_OF_HUB === null || failure !== null) return;
    if (!waitingActs.peek().some(({ state }) => state !== "refused")) return;
    // Unknown outcomes are asked for again with the next list.
    void fetchTakenActs(SITE_OF_HUB).then(noteRefusals, () => undefined);
  });
}
