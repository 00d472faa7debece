import "./help.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { help } from "../data/help-place.ts";
import { screen } from "../data/signals.ts";
import { tourStep } from "../data/tour.ts";
import { local, t } from "../i18n/language.ts";
import { Dialog } from "../panels/dialog.tsx";
import { cardPlace, TOUR_STEPS } from "./tour-steps.ts";

/** The tour: a card beside one element after the other, by keys or mouse; Esc ends it. */
export function Tour() {
  useLayoutEffect(() => {
    help.value = null;
    screen.value = "overview";
  }, []);
  const at = tourStep.value;
  if (at === null) return null;
  const end = () => (tourStep.value = null);
  return (
    <Dialog label={t("tour.title")} kind="tour" onClose={end}>
      <Card at={at} />
    </Dialog>
  );
}

function Card({ at }: { at: number }) {
  const card = useRef<HTMLFieldSetElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [, setSize] = useState("");
  const step = TOUR_STEPS[at];
  useEffect(() => {
    const look = () => setSize(`${window.innerWidth} ${window.innerHeight}`);
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, []);
  const place = () => {
    const dialog = card.current?.closest("dialog");
    const target = step === undefined ? null : document.querySelector(step.target);
    if (dialog === null || dialog === undefined || ring.current === null) return;
    const box = target?.getBoundingClientRect() ?? new DOMRect();
    const size = { width: dialog.offsetWidth, height: dialog.offsetHeight };
    const { left, top } = cardPlace(box, size, { width: window.innerWidth, height: window.innerHeight });
    dialog.style.left = `${left}px`;
    dialog.style.top = `${top}px`;
    for (const side of ["left", "top", "width", "height"] as const) ring.current.style[side] = `${box[side]}px`;
  };
  useLayoutEffect(place);
  // The dialog has no size before it is shown, which happens after the effects on the layout of what is in it.
  useEffect(place, []);
  useEffect(() => next.current?.focus(), [at]);
  if (step === undefined) return null;
  const isLast = at === TOUR_STEPS.length - 1;
  const go = (to: number) => (tourStep.value = to < 0 ? 0 : to >= TOUR_STEPS.length ? null : to);
  return (
    <>
      <div class="tour-ring" ref={ring} />
      <fieldset
        class="tour-card"
        ref={card}
        aria-label={local(step.title)}
        onKeyDown={({ key }) => {
          if (key === "ArrowRight") go(at + 1);
          if (key === "ArrowLeft") go(at - 1);
        }}
      >
        <div class="card-head">
          <h2>{local(step.title)}</h2>
          <span class="card-note">{t("tour.at", { at: at + 1, of: TOUR_STEPS.length })}</span>
        </div>
        <p aria-live="polite">{local(step.text)}</p>
        <div class="dialog-buttons">
          <button type="button" class="button small tour-end" onClick={() => (tourStep.value = null)}>
            {t("tour.end")}
          </button>
          <button type="button" class="button small" disabled={at === 0} onClick={() => go(at - 1)}>
            {t("tour.back")}
          </button>
          <button type="button" class="button small primary" ref={next} onClick={() => go(at + 1)}>
            {t(isLast ? "tour.done" : "tour.next")}
          </button>
        </div>
      </fieldset>
    </>
  );
}
