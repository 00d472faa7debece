/** The site of the page, as the hub has it, where the page came through one. */
import { computed, effect } from "@preact/signals";
import { SITE_OF_HUB } from "./base.ts";
import { type CompanySite, fetchTakenActs } from "./company-api.ts";
import { company, followCompany } from "./company-feed.ts";
import { isLinked } from "./site-standing.ts";
import { noteRefusals, waitingActs } from "./waiting-acts.ts";

/** Undefined at an edge itself, and until the hub has answered. */
export const siteOfPage = computed((): CompanySite | undefined =>
  SITE_OF_HUB === null ? undefined : company.value.answer?.sites.find(({ edgeId }) => edgeId === SITE_OF_HUB),
);

/** Whether the hub has lost the plant: its own streams go on, but nothing in them is of now. */
export const isPlantAway = computed(() => siteOfPage.value !== undefined && !isLinked(siteOfPage.value.link.state));

/** Keeps the site of the page in step with the hub. Does nothing at an edge itself. Call the result to stop. */
export function followHub(): () => void {
  if (SITE_OF_HUB === null) return () => undefined;
  const ends = [followCompany(), followRefusals(SITE_OF_HUB)];
  return () => {
    for (const end of ends) end();
  };
}

/** While acts wait, asks with each list of the sites whether the plant has refused one. */
function followRefusals(edgeId: string): () => void {
  return effect(() => {
    if (company.value.failure !== null) return;
    if (!waitingActs.peek().some(({ state }) => state !== "refused")) return;
    // Unknown outcomes are asked for again with the next list.
    void fetchTakenActs(edgeId).then(noteRefusals, () => undefined);
  });
}
