import { createHash } from "node:crypto";

/** The one style sheet of printed reports: A4, black on white, the same on screen and paper. */
export const REPORT_STYLE = `
@page { size: A4; margin: 14mm 14mm 16mm; }
* { box-sizing: border-box; }
html { background: #fff; color: #16191d; font: 9.5pt/1.45 "Gemba Report Sans", sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { max-width: 190mm; margin: 0 auto; padding: 10mm 6mm; }
@media print { body { padding: 0; max-width: none; } }
header { border-bottom: 2px solid #16191d; padding-bottom: 3mm; margin-bottom: 4mm; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 1mm; }
.site { color: #515a63; margin: 0; }
.span { font-size: 11pt; margin: 1mm 0 0; font-variant-numeric: tabular-nums; }
.notes { list-style: none; margin: 0 0 5mm; padding: 2.5mm 3.5mm; background: #f1f3f5; border-left: 3px solid #7a848d; }
.notes li + li { margin-top: 1mm; }
section { margin: 0 0 6mm; }
h2 { font-size: 12pt; margin: 0 0 2mm; border-bottom: 1px solid #c3c9cf; padding-bottom: 0.8mm; break-after: avoid; }
h2 a, td a, dd a { color: inherit; text-decoration: underline; text-decoration-color: #9aa3ab;
  text-underline-offset: 2px; }
.note { color: #3c444c; margin: 1.5mm 0; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2mm 4mm; margin: 0 0 3mm; }
.figures div { border-left: 2px solid #d4d9de; padding-left: 2mm; break-inside: avoid; }
.figures dt { color: #515a63; font-size: 8.5pt; }
.figures dd { margin: 0; font-size: 13pt; font-weight: 650; font-variant-numeric: tabular-nums; }
.figures .reason { font-size: 8pt; font-weight: 400; color: #515a63; }
table { width: 100%; border-collapse: collapse; margin: 0 0 3mm; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: #515a63; font-size: 8.5pt; border-bottom: 1px solid #7a848d;
  padding: 0.8mm 2mm 0.8mm 0; vertical-align: bottom; }
td { border-bottom: 1px solid #e1e5e8; padding: 0.8mm 2mm 0.8mm 0; vertical-align: top; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.number { text-align: right; }
td.number, td a { white-space: nowrap; }
.empty { color: #515a63; margin: 1mm 0 3mm; }
.bars td { vertical-align: middle; }
.bars .bar { width: 55%; }
.bars .bar svg { height: 2.6mm; margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: 1mm 4mm; color: #515a63; font-size: 8.5pt; margin: 0 0 3mm; }
.legend span { display: inline-flex; align-items: center; gap: 1mm; }
.legend svg { width: 4mm; height: 3mm; margin: 0; }
svg { display: block; width: 100%; height: auto; margin: 0 0 3mm; }
svg text { font: 3.2px "Gemba Report Sans", sans-serif; fill: #16191d; }
svg .soft { fill: #515a63; }
.definitions dt { font-weight: 600; margin-top: 1.2mm; }
.definitions dd { margin: 0; color: #3c444c; }
footer { border-top: 1px solid #c3c9cf; padding-top: 1.5mm; color: #515a63; font-size: 8pt; }
`;

/** What a browser may load for a page: its own style sheet, and the fonts in it. */
export function policyOf(html: string): string {
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(sheet).digest("base64")}'`,
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-popups allow-popups-to-escape-sandbox",
  ].join("; ");
}
