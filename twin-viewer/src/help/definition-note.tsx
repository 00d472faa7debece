import "./help.css";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { DEFINED_NAMES, DEFINITIONS, type DefinitionKey } from "../../../edge/contracts/words/definitions.ts";
import { FIGURE_ORIGINS } from "../../../edge/contracts/words/figure-origins.ts";
import { defining, openGuide } from "../data/help-place.ts";
import { screen } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";

const GAP_PX = 6;
const EDGE_PX = 8;

/** The definition of a figure beside its mark: what it means, by which standard, from which data. */
export function DefinitionNote() {
  const note = useRef<HTMLElement>(null);
  const open = defining.value;
  useLayoutEffect(() => {
    if (open === null || note.current === null) return;
    place(note.current, open.mark);
    note.current.focus();
  }, [open]);
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      const inside =
        target instanceof Node && (note.current?.contains(target) || defining.value?.mark.contains(target));
      if (inside !== true) defining.value = null;
    };
    const close = () => (defining.value = null);
    document.addEventListener("pointerdown", closeOutside);
    window.addEventListener("resize", close);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      window.removeEventListener("resize", close);
    };
  }, []);
  // A figure belongs to its room.
  useLayoutEffect(() => forget, [screen.value]);
  if (open === null) return null;
  const close = () => {
    defining.value = null;
    if (open.mark.isConnected) open.mark.focus();
  };
  return (
    <section
      ref={note}
      class="definition"
      tabIndex={-1}
      aria-label={local(DEFINED_NAMES[open.figure])}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="card-head">
        <h2>{local(DEFINED_NAMES[open.figure])}</h2>
        <button type="button" class="button small icon" aria-label={t("help.close")} onClick={close}>
          ×
        </button>
      </div>
      <Definition figure={open.figure} />
    </section>
  );
}

function forget(): void {
  defining.value = null;
}

/** Meaning, standard, data and guide of a figure. */
export function Definition({ figure }: { figure: DefinitionKey }) {
  const { standard, from, guide, heading } = FIGURE_ORIGINS[figure];
  return (
    <>
      <p>{local(DEFINITIONS[figure])}</p>
      <dl class="origin">
        {standard === undefined ? null : (
          <div>
            <dt>{t("help.standard")}</dt>
            <dd>{standard}</dd>
          </div>
        )}
        <div>
          <dt>{t("help.from")}</dt>
          <dd>{local(from)}</dd>
        </div>
      </dl>
      <button type="button" class="link" onClick={() => openGuide(guide, local(heading))}>
        {t("help.more")}
      </button>
    </>
  );
}

/** Below the mark, or above where there is no room, and inside the window. */
function place(note: HTMLElement, mark: HTMLElement): void {
  const { left, top, bottom } = mark.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = note;
  const x = Math.min(Math.max(EDGE_PX, left - EDGE_PX), window.innerWidth - width - EDGE_PX);
  const fits = bottom + GAP_PX + height <= window.innerHeight - EDGE_PX;
  const y = fits ? bottom + GAP_PX : Math.max(EDGE_PX, top - GAP_PX - height);
  note.style.left = `${x}px`;
  note.style.top = `${y}px`;
}
