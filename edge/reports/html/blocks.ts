/** The blocks of a report as HTML. */
import type {
  ReportBars,
  ReportBlock,
  ReportCell,
  ReportColumn,
  ReportFigure,
  ReportTable,
  ReportTimeline,
} from "../../contracts/reports/document.ts";
import { BAR_FILL, ELEMENT_FILLS, FRAME } from "../element-fills.ts";
import { linked, tag, text } from "./tags.ts";

export function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case "figures":
      return tag("dl", { class: "figures" }, ...block.figures.map(figureHtml));
    case "table":
      return tableHtml(block);
    case "bars":
      return barsHtml(block);
    case "timeline":
      return timelineHtml(block);
    case "note":
      return tag("p", { class: "note" }, text(block.text));
  }
}

function figureHtml({ name, text: shown, link, reason, definition }: ReportFigure): string {
  return tag(
    "div",
    {},
    tag("dt", {}, text(name)),
    tag("dd", { "data-definition": definition }, linked(shown, link)),
    ...(reason === undefined ? [] : [tag("dd", { class: "reason" }, text(reason))]),
  );
}

function tableHtml({ columns, rows, empty }: ReportTable): string {
  if (rows.length === 0) return empty === "" ? "" : tag("p", { class: "empty" }, text(empty));
  const numberOf = (column: ReportColumn | undefined) => (column?.isNumber === true ? { class: "number" } : {});
  const head = columns.map((column) => tag("th", { scope: "col", ...numberOf(column) }, text(column.name)));
  const body = rows.map((row) =>
    tag("tr", {}, ...row.map((cell, at) => tag("td", numberOf(columns[at]), cellHtml(cell)))),
  );
  return tag("table", {}, tag("thead", {}, tag("tr", {}, ...head)), tag("tbody", {}, ...body));
}

function cellHtml({ text: shown, link }: ReportCell): string {
  return linked(shown, link);
}

function barsHtml({ bars, empty }: ReportBars): string {
  if (bars.length === 0) return tag("p", { class: "empty" }, text(empty));
  const rows = bars.map(({ name, share, cell }) =>
    tag(
      "tr",
      {},
      tag("td", {}, text(name)),
      tag("td", { class: "bar" }, barSvg(share)),
      tag("td", { class: "number" }, cellHtml(cell)),
    ),
  );
  return tag("table", { class: "bars" }, tag("tbody", {}, ...rows));
}

function barSvg(share: number): string {
  const width = (100 * share).toFixed(2);
  const bar = `<rect width="${width}" height="4" fill="${BAR_FILL}"/>`;
  return `<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${bar}</svg>`;
}

/** Millimetres of the drawing. */
const LEFT = 24;
const WIDTH = 180;
const LANE = 5;
const BAR = 3.4;

function timelineHtml({ lanes, marks, legend }: ReportTimeline): string {
  const across = WIDTH - LEFT;
  const bottom = lanes.length * LANE;
  const at = (share: number): string => (LEFT + share * across).toFixed(2);
  const rows = lanes.map(({ name, link, stretches }, i) => {
    const y = i * LANE;
    const bars = stretches
      .map(
        ({ from, to, element }) =>
          `<rect x="${at(from)}" y="${y + 0.8}" width="${((to - from) * across).toFixed(2)}" height="${BAR}" ` +
          `fill="${ELEMENT_FILLS[element]}"/>`,
      )
      .join("");
    const label = `<text x="0" y="${y + 3.6}">${text(name)}</text>`;
    const frame =
      `<rect x="${LEFT}" y="${y + 0.8}" width="${across}" height="${BAR}" fill="none" ` +
      `stroke="${FRAME}" stroke-width="0.15"/>`;
    return `${link === undefined ? label : `<a href="${text(link)}" target="_blank">${label}</a>`}${bars}${frame}`;
  });
  const axis = marks.map(({ at: share, text: shown }, i) => {
    const anchor = i === 0 ? "start" : i === marks.length - 1 ? "end" : "middle";
    return `<text class="soft" x="${at(share)}" y="${bottom + 4}" text-anchor="${anchor}">${text(shown)}</text>`;
  });
  const names = lanes.map(({ name }) => name).join(", ");
  const size = { viewBox: `0 0 ${WIDTH} ${bottom + 5.5}`, role: "img", "aria-label": names };
  return tag("svg", size, ...rows, ...axis) + legendHtml(legend);
}

function legendHtml(legend: ReportTimeline["legend"]): string {
  const entries = legend.map(
    ({ element, name }) =>
      `<span><svg viewBox="0 0 4 3" aria-hidden="true"><rect x="0.1" y="0.1" width="3.8" height="2.8" ` +
      `fill="${ELEMENT_FILLS[element]}" stroke="${FRAME}" stroke-width="0.2"/></svg>${text(name)}</span>`,
  );
  return tag("p", { class: "legend" }, ...entries);
}
