import "./zone-history.css";
import { useEffect, useState } from "preact/hooks";
import type { Span } from "../../../data/api.ts";
import { usePlant } from "../../../data/context.ts";
import { formatClock } from "../../../data/format.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { offsetOf, ticksOf, tickText } from "../../../data/time-ticks.ts";
import { askedAtMs, useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { fetchZoneHistory, type RiskHistory, type RiskSpan, type ZoneLine } from "../../../data/zone-history-api.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ScrolledTable } from "../../../panels/scrolled-table.tsx";
import { riskWord } from "../../../scene/layers/risk.ts";
import { wordsOf } from "./risk-span-words.ts";

const HOURS = [8, 24] as const;
/** A minute that is over is recorded some seconds later. */
const REFRESH_MS = 30_000;
const MINUTE_MS = 60_000;
/** Rows of the table; older spans are in the strips alone. */
const MOST_ROWS = 200;
const LEVEL_CLASSES: Readonly<Record<string, string>> = {
  "nearby.notice": "is-notice",
  "nearby.raised": "is-raised",
  "nearby.high": "is-high",
};

/** Risk of each zone over the last hours, up to the page's time: strips, and the same as a table. */
export function ZoneHistory() {
  const [hours, setHours] = useState<number>(HOURS[0]);
  const index = usePlant();
  const asked = askedAtMs();
  const atMs = asked === undefined ? undefined : Math.floor(asked / MINUTE_MS) * MINUTE_MS;
  const question = useLastAnswer(
    useQuestion(`zones ${hours} ${atMs ?? "now"}`, () => fetchZoneHistory(hours, atMs), REFRESH_MS),
  );
  if (index === null || index.plant.zones.length === 0) return null;
  const { answer } = question;
  return (
    <section class="zh" aria-labelledby="zone-history-title">
      <div class="card-head">
        <h3 class="lr-head" id="zone-history-title">
          {t("lr.history")}
        </h3>
        <fieldset class="segments" aria-label={t("lr.history-hours")}>
          {HOURS.map((one) => (
            <button
              key={one}
              type="button"
              class="button small"
              aria-pressed={one === hours}
              onClick={() => setHours(one)}
            >
              {t("lr.history-last", { hours: one })}
            </button>
          ))}
        </fieldset>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : answer.toMs <= answer.fromMs ? (
        <p class="empty">{t("lr.history-none-yet")}</p>
      ) : (
        <Lines answer={answer} index={index} />
      )}
    </section>
  );
}

function Lines({ answer, index }: { answer: RiskHistory; index: PlantIndex }) {
  const [said, setSaid] = useState("");
  const zone = index.plant.site.timeZone;
  return (
    <>
      {answer.lines.map((line) => (
        <Line key={line.zone ?? ""} line={line} span={answer} index={index} say={setSaid} />
      ))}
      <div class="zh-ticks" aria-hidden="true">
        {ticksOf(answer, offsetOf(answer.toMs, zone))
          .filter((ms) => share(ms, answer) > 3 && share(ms, answer) < 97)
          .map((ms) => (
            <span key={ms} style={{ left: `${share(ms, answer)}%` }}>
              {tickText(ms, zone, answer)}
            </span>
          ))}
      </div>
      <p class="zh-said" aria-hidden="true">
        {said === "" ? t("lr.history-hint") : said}
      </p>
      <p class="zh-legend">
        {(["nearby.notice", "nearby.raised", "nearby.high"] as const).map((word) => (
          <span key={word}>
            <i class={`zh-swatch ${LEVEL_CLASSES[word]}`} aria-hidden="true" />
            {t(word)}
          </span>
        ))}
        <span>
          <i class="zh-swatch is-unknown-time" aria-hidden="true" />
          {t("nearby.unknown")}
        </span>
      </p>
      <p class="card-note">
        {answer.others > 0 ? `${t("lr.history-others", { count: answer.others })} ` : ""}
        {t("lr.history-blank")}
      </p>
      <Table answer={answer} index={index} />
    </>
  );
}

interface LineProps {
  readonly line: ZoneLine;
  readonly span: Span;
  readonly index: PlantIndex;
  /** Shows what a span says; empty: nothing is chosen. */
  readonly say: (words: string) => void;
}

/** One strip. Keys and the pointer go from span to span; what a span says stands below, and is read aloud. */
function Line({ line, span, index, say }: LineProps) {
  const [shown, setShown] = useState<number>();
  const { spans } = line;
  const at = Math.min(shown ?? spans.length - 1, spans.length - 1);
  const chosen = spans[at];
  const name = zoneName(line.zone, index);
  const words = chosen === undefined ? "" : `${timesOf(chosen, index.plant.site.timeZone)} ${wordsOf(chosen)}`;
  const isShown = shown !== undefined;
  useEffect(() => {
    if (isShown) say(`${name} ${words}`);
  }, [isShown, name, words]);
  if (chosen === undefined) return null;
  const go = (to: number) => setShown(Math.max(0, Math.min(spans.length - 1, to)));
  const leave = () => {
    setShown(undefined);
    say("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1 },
      ...{ Home: 0, End: spans.length - 1 },
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    // Arrows move the picture elsewhere.
    event.stopPropagation();
    go(to);
  };
  const onPointer = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const ms = span.fromMs + ((event.clientX - left) / width) * (span.toMs - span.fromMs);
    const found = spans.findIndex(({ toMs }) => ms < toMs);
    // At or beyond the right end it is the newest.
    go(found < 0 ? spans.length - 1 : found);
  };
  return (
    <div class="zh-line">
      <span class="zh-zone">{name}</span>
      <div
        class="zh-strip"
        role="slider"
        tabIndex={0}
        aria-label={t("lr.history-of", { zone: name })}
        aria-valuemin={1}
        aria-valuemax={spans.length}
        aria-valuenow={at + 1}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onFocus={() => go(at)}
        onBlur={leave}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={leave}
      >
        {spans.map((one) => (
          <Bar key={one.fromMs} one={one} span={span} isShown={isShown && one === chosen} />
        ))}
      </div>
    </div>
  );
}

function Bar({ one, span, isShown }: { one: RiskSpan; span: Span; isShown: boolean }) {
  const word = riskWord(one.level ?? 0);
  const place = { left: `${share(one.fromMs, span)}%`, width: `${share(one.toMs, span) - share(one.fromMs, span)}%` };
  return (
    <>
      {word === undefined ? null : <i class={`zh-bar ${LEVEL_CLASSES[word]}`} style={place} />}
      {one.isUnknown ? <i class="zh-bar is-unknown-time" style={place} /> : null}
      {isShown ? <i class="zh-bar is-shown" style={place} /> : null}
    </>
  );
}

function Table({ answer, index }: { answer: RiskHistory; index: PlantIndex }) {
  const zone = index.plant.site.timeZone;
  const rows = answer.lines
    .flatMap((line) => line.spans.map((one) => ({ line, one })))
    .filter(({ one }) => (one.level ?? 0) > 0 || one.isUnknown)
    .sort((a, b) => b.one.fromMs - a.one.fromMs);
  return (
    <details class="zh-table">
      <summary>{t("lr.history-table", { count: rows.length })}</summary>
      {rows.length > MOST_ROWS ? <p class="card-note">{t("lr.history-newest", { count: MOST_ROWS })}</p> : null}
      <ScrolledTable label={t("lr.history")}>
        <thead>
          <tr>
            <th>{t("lr.history-zone")}</th>
            <th>{t("lr.history-time")}</th>
            <th>{t("lr.history-level")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ line, one }) => (
            <tr key={`${line.zone ?? ""} ${one.fromMs}`}>
              <th scope="row">{zoneName(line.zone, index)}</th>
              <td>{timesOf(one, zone)}</td>
              <td class={one.isUnknown ? "is-unknown" : ""}>{wordsOf(one)}</td>
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
    </details>
  );
}

function zoneName(id: string | undefined, index: PlantIndex): string {
  if (id === undefined) return t("lr.history-all");
  const zone = index.plant.zones.find((one) => one.id === id);
  return zone === undefined ? id : local(zone.name);
}

function timesOf({ fromMs, toMs }: Span, zone: string): string {
  return `${formatClock(fromMs, zone, false)}–${formatClock(toMs, zone, false)}`;
}

/** Place on the strip, percent. */
function share(ms: number, { fromMs, toMs }: Span): number {
  return (100 * (ms - fromMs)) / (toMs - fromMs);
}
