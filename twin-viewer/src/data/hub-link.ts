/** The site of the page, as the hub has it, where the page came through one. */
import { computed, effect } from "@preact/signals";
import { SITE_OF_HUB } from "./base.ts";
import { type CompanySite, fetchTakenActs } from "./company-api.ts";
import { company, followCompany } from "./company-feed.ts";
import { moment } from "./signals.ts";
import { isLinked, timeOf } from "./site-standing.ts";
import { noteTaken, waitingActs } from "./waiting-acts.ts";

/** Undefined at an edge itself, and until the hub has answered. */
export const siteOfPage = computed((): CompanySite | undefined =>
  SITE_OF_HUB === null ? undefined : company.value.answer?.sites.find(({ edgeId }) => edgeId === SITE_OF_HUB),
);

/** Whether the hub has lost the plant: its own streams go on, but nothing in them is of now. */
export const isPlantAway = computed(() => siteOfPage.value !== undefined && !isLinked(siteOfPage.value.link.state));

/**
 * When the plant that the hub has lost was last heard, milliseconds of the hub's clock. Null while the picture is of
 * now or of a chosen instant, and at an edge itself.
 */
export const lastHeardMs = computed((): number | null =>
  isPlantAway.value && moment.value === null ? timeOf(siteOfPage.value?.link.heardAt ?? null) : null,
);

/** Keeps the site of the page in step with the hub. Does nothing at an edge itself. Call the result to stop. */
export function followHub(): () => void {
  if (SITE_OF_HUB === null) return () => undefined;
  const ends = [followCompany(), followActs(SITE_OF_HUB)];
  return () => {
    for (const end of ends) end();
  };
}

/**
 * Reads the acts that wait with the first list of the sites, and with each further one while some wait: other pages
 * send acts too, and a page that is loaded anew knows of none.
 */
function followActs(edgeId: string): () => void {
  let wasRead = false;
  return effect(() => {
    const { failure, offsetMs } = company.value;
    const site = siteOfPage.value;
    if (failure !== null || site === undefined) return;
    const ownWait = waitingActs.peek().some(({ state }) => state !== "refused");
    if (wasRead && site.waitingActs === 0 && !ownWait) return;
    const facts = { offsetMs, isLinked: isLinked(site.link.state), why: site.link.why };
    // Without an answer they are asked for again with the next list.
    void fetchTakenActs(edgeId).then(
      (acts) => {
        wasRead = true;
        noteTaken(acts, facts);
      },
      () => undefined,
    );
  });
}
