import { useState } from "preact/hooks";
import { fileName, saveFile } from "../../charts/save-file.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { fetchExport } from "../../data/explore-api.ts";
import { linkToMoment } from "../../data/link-to-moment.ts";
import { sharing } from "../../data/signals.ts";
import { unitSymbol } from "../../data/units.ts";
import { language } from "../../i18n/chosen.ts";
import { local, t } from "../../i18n/language.ts";
import { nameOf } from "./names.ts";
import { pictureFile } from "./picture-file.ts";
import { board, calculated, loaded, shownSpan } from "./state.ts";

/** The chart as a link, a picture, and a table for spreadsheets. */
export function ExportButtons() {
  const index = usePlant();
  const [failure, setFailure] = useState("");
  const naming = { index, calculated: calculated.value };
  const curves = board.value.curves.filter(({ isHidden }) => !isHidden);
  const site = index?.plant.site;
  const title = curves
    .slice(0, 3)
    .map((curve) => nameOf(curve, naming))
    .join(", ");
  const stamp = () => new Date(shownSpan.value.toMs).toISOString().slice(0, 19);
  const attempt = (act: () => Promise<void>) =>
    void act().then(
      () => setFailure(""),
      (error: unknown) => setFailure(wordsOf(error)),
    );
  const savePicture = async () => {
    const blob = await pictureFile({
      title,
      plant: site === undefined ? "" : local(site.name),
      zone: site?.timeZone ?? "UTC",
      legend: curves.map((curve) => ({
        slot: curve.slot,
        text: `${nameOf(curve, naming)} ${unitSymbol(loaded.value.curves.get(curve.id)?.unit)}`.trim(),
      })),
    });
    if (blob !== null) saveFile(fileName(["curves", title, stamp()], "png"), blob);
  };
  const saveTable = async (format: "csv" | "xlsx") => {
    const named = curves.map((curve) => ({ source: curve.source, name: nameOf(curve, naming) }));
    const blob = await fetchExport({ span: shownSpan.value, curves: named, format, language: language.value });
    saveFile(fileName(["curves", title, stamp()], format), blob);
  };
  const isEmpty = curves.length === 0;
  return (
    <>
      <button type="button" class="button small" disabled={isEmpty} onClick={() => (sharing.value = linkToMoment())}>
        {t("explore.link")}
      </button>
      <button
        type="button"
        class="button small"
        disabled={isEmpty || board.value.kind !== "time"}
        onClick={() => attempt(savePicture)}
      >
        PNG
      </button>
      <button type="button" class="button small" disabled={isEmpty} onClick={() => attempt(() => saveTable("csv"))}>
        CSV
      </button>
      <button type="button" class="button small" disabled={isEmpty} onClick={() => attempt(() => saveTable("xlsx"))}>
        XLSX
      </button>
      {failure === "" ? null : (
        <span class="failure" role="alert">
          {t("explore.export-failed", { reason: failure })}
        </span>
      )}
    </>
  );
}
