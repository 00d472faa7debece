import { noteOffered, startTour, wasOffered } from "../data/tour.ts";
import { t } from "../i18n/language.ts";

/** Offers the tour to a new user, once in a browser, until it is answered. */
export function TourOffer() {
  if (wasOffered.value) return null;
  return (
    <section class="card tour-offer" aria-label={t("tour.title")}>
      <p>{t("tour.offer")}</p>
      <p class="first-next">
        <button type="button" class="button small primary" onClick={startTour}>
          {t("tour.start")}
        </button>
        <button type="button" class="button small" onClick={noteOffered}>
          {t("tour.no")}
        </button>
      </p>
    </section>
  );
}
