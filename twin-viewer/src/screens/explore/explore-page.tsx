import "./explore.css";
import "../../i18n/explore-catalogue.ts";
import { effect, untracked } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { usePlant, useSession } from "../../data/context.ts";
import { exploreAsk, exploreText } from "../../data/explore-link.ts";
import type { Mirror } from "../../data/mirror.ts";
import { liveNowMs, moment, plant, second } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { fixed, withSource } from "./board.ts";
import { Chart } from "./chart.tsx";
import { addLive } from "./live-tail.ts";
import { HistogramChart, PairChart } from "./plain-charts.tsx";
import { board, loaded, loadFailure } from "./state.ts";
import { TagList } from "./tag-list.tsx";
import { ToolBar } from "./tool-bar.tsx";
import { useLoad } from "./use-load.ts";
import { readCalculated } from "./use-saved.ts";
import { boardOfLink, linkTextOf } from "./view-content.ts";
import { presentContent } from "./view-dialogs.tsx";

/** Plot of the other charts, which ask for as many columns. */
const PLAIN_WIDTH = 1_000;

/** The user's own question as curves. */
export function ExplorePage() {
  const { mirror } = useSession();
  const index = usePlant();
  const [width, setWidth] = useState(0);
  const { kind, curves } = board.value;
  useEffect(() => {
    readCalculated();
    return followAddress();
  }, []);
  useEffect(() => followLive(mirror), [mirror]);
  useLoad(kind === "time" ? width : PLAIN_WIDTH);
  return (
    <section class="page explore-page" aria-label={t("screen.explore")}>
      <ToolBar />
      <div class="explore-body">
        <TagList />
        <div class="explore-centre">
          {loadFailure.value === null ? null : (
            <p class="failure" role="alert">
              {t("trend.failed", { reason: loadFailure.value })}
            </p>
          )}
          {curves.length === 0 && index !== null ? <p class="explore-start">{t("explore.start")}</p> : null}
          {kind === "time" ? <Chart onWidth={setWidth} /> : kind === "xy" ? <PairChart /> : <HistogramChart />}
        </div>
      </div>
    </section>
  );
}

/** Keeps board and address in step, and takes what other rooms ask for. Returns how to stop. */
function followAddress(): () => void {
  let written = "";
  const stops = [
    effect(() => {
      const text = exploreText.value;
      if (text === written || text === "") return;
      written = text;
      const linked = boardOfLink(text);
      if (linked !== undefined) board.value = linked;
    }),
    effect(() => {
      const asked = exploreAsk.value;
      if (asked === null) return;
      exploreAsk.value = null;
      const { tags, span, pane } = asked;
      const before = untracked(() => board.value);
      const next = tags.reduce((made, tag) => withSource(made, { tag }, pane === undefined ? {} : { pane }), before);
      board.value = span === undefined ? next : { ...next, span: fixed(span) };
    }),
    effect(() => {
      const { curves } = board.value;
      written = curves.length === 0 ? "" : linkTextOf(presentContent(plant.value, "link"));
      exploreText.value = written;
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Adds live samples to the curves once a second. Returns how to stop. */
function followLive(mirror: Mirror): () => void {
  return effect(() => {
    second.value;
    const index = plant.value;
    if (moment.value !== null || index === null) return;
    addLive(board.value, loaded.value, { index, mirror, nowMs: liveNowMs() });
  });
}
