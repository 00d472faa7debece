import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Asset } from "../../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";
import { drawing } from "../../../charts/drawing.ts";
import { paintPanes } from "../../../charts/panes/paint-panes.ts";
import { COLOURS } from "../../../charts/panes/palette.ts";
import type { Span } from "../../../data/api.ts";
import { useSession } from "../../../data/context.ts";
import { type EntryOf, fetchSaved } from "../../../data/explore-api.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { liveNowMs, theme } from "../../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { useSize } from "../../../panels/use-size.ts";
import { type Board, EMPTY_BOARD, MOST_PANES, spanOf, withSource } from "../../explore/board.ts";
import { pictureOf } from "../../explore/chart-picture.ts";
import { type Loaded, loadBoard } from "../../explore/load.ts";
import { silentSince } from "../../explore/silent-since.ts";
import { boardOf } from "../../explore/view-content.ts";
import { assetsOf, tagsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";
import { DEFAULT_SECONDS, spanWords } from "./span-note.tsx";

const MOST_CURVES = 24;
const LEAST_REFRESH_MS = 5_000;
const MOST_REFRESH_MS = 60_000;
const TOP = 8;
const WIDTH_STEP = 100;

interface Answer {
  readonly board: Board;
  readonly span: Span;
  readonly loaded: Loaded;
}

/** Curves over time: signals of the panel's assets, one pane for each signal, or a saved view of the plant. */
export function TrendPanel({ panel, context }: PanelProps<"trend">) {
  const { index } = context;
  const { mirror } = useSession();
  const silentSinceMs = (tag: Tag) => silentSince(mirror, tag);
  const { host, size } = useSize<HTMLDivElement>();
  const seconds = panel.seconds ?? DEFAULT_SECONDS;
  const assets = assetsOf(panel, context);
  const width = Math.ceil(size.width / WIDTH_STEP) * WIDTH_STEP;
  const what = panel.view ?? `${panel.signals?.join(" ")} of ${assets.map(({ assetUid }) => assetUid).join(" ")}`;
  const question = useQuestion(
    `${what} ${seconds} ${width} ${askedAtMs() ?? "now"}`,
    async (): Promise<Answer | null> => {
      if (width === 0) return null;
      const board =
        panel.view === undefined
          ? boardOfSignals(panel.signals ?? [], { assets, index, seconds })
          : await boardOfView(panel.view);
      const span = spanOf(board, askedAtMs() ?? liveNowMs());
      return { board, span, loaded: await loadBoard({ board, span, index, width, nowMs: liveNowMs(), silentSinceMs }) };
    },
    Math.max(LEAST_REFRESH_MS, Math.min(MOST_REFRESH_MS, (seconds * 1000) / 1000)),
  );
  const { answer } = question;
  const zone = index.plant.site.timeZone;
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer == null ? null : <Curves answer={answer} index={index} zone={zone} />}
      <div ref={host} class="dash-chart">
        {answer == null ? null : <Chart answer={answer} size={size} zone={zone} />}
      </div>
    </>
  );
}

const OF_LOOK: readonly ReadonlySignal<unknown>[] = [theme, language];

function Chart({
  answer: { board, span, loaded },
  size,
  zone,
}: {
  answer: Answer;
  size: { readonly width: number; readonly height: number };
  zone: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (size.width === 0) return undefined;
    return drawing(canvas.current, size, OF_LOOK, (context) =>
      paintPanes(context, pictureOf(size, { shown: board, answer: loaded, span, zone, top: TOP })),
    );
  }, [board, loaded, span, size, zone]);
  return <canvas ref={canvas} role="img" aria-label={spanWords(span, zone)} />;
}

/** Which curve is which, and the shown time. */
function Curves({ answer: { board, span, loaded }, index, zone }: { answer: Answer; index: PlantIndex; zone: string }) {
  return (
    <ul class="dash-curves">
      {board.curves.map(({ id, slot, source, name }) => {
        const tag = "tag" in source ? index.tag(source.tag as never) : undefined;
        const asset = tag === undefined ? undefined : index.asset(tag.assetUid);
        const problem = loaded.curves.get(id)?.problem;
        return (
          <li key={id}>
            <span class="dash-swatch" style={{ background: `var(--curve-${(slot % COLOURS) + 1})` }} />
            {name ?? (tag === undefined ? t("explore.gone") : `${asset?.label ?? ""} · ${local(tag.name)}`)}
            {problem === undefined ? null : <em> {local(problem)}</em>}
          </li>
        );
      })}
      <li class="card-note">{spanWords(span, zone)}</li>
    </ul>
  );
}

function boardOfSignals(
  signals: readonly string[],
  {
    assets,
    index,
    seconds,
  }: { readonly assets: readonly Asset[]; readonly index: PlantIndex; readonly seconds: number },
): Board {
  let board: Board = { ...EMPTY_BOARD, span: { kind: "last", seconds }, showsStates: false, showsNotes: false };
  for (const [i, signal] of signals.entries())
    for (const { tag } of tagsOf(signal, assets, index).slice(0, Math.floor(MOST_CURVES / signals.length)))
      board = withSource(board, { tag: tag.tagUid }, { pane: Math.min(i, MOST_PANES - 1) });
  return board;
}

/** Views change seldom; the list has the content. */
async function boardOfView(uid: string): Promise<Board> {
  const views: readonly EntryOf<"views">[] = await fetchSaved("views");
  const found = views.find((one) => one.uid === uid);
  if (found === undefined) throw new Error(t("dashboards.no-view"));
  return boardOf(found.content);
}
