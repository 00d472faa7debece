import { componentAt, componentsOf } from "../../../../edge/contracts/plant/components.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { fetchWork, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { reporting, withChanged } from "../../data/maintenance-focus.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { edgeNowMs, moment, openAlert, selected } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { BOARD, boardOf, openNote } from "../../data/work-board.ts";
import { CATALOGUE } from "../../i18n/catalogue.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { BoardColumn } from "../../panels/work-items/board-column.tsx";
import { ItemActs } from "../../panels/work-items/item-acts.tsx";
import { ItemHistory } from "../../panels/work-items/item-history.tsx";

const REFRESH_MS = 10_000;
/** Items that the edge gives at most. */
const MOST = "500";

/** Hidden dangers and inspections of the register have a board in the safety room. */
const OTHERS = { safety: "false" } as const;

/** Work on the plant, from the report to the closed item. */
export function WorkBoard() {
  useSecond();
  const question = useQuestion(
    "work",
    async () => {
      const [open, closed, rejected] = await Promise.all([
        fetchWork({ ...OTHERS, state: "open", limit: MOST }),
        fetchWork({ ...OTHERS, state: "closed", limit: "10" }),
        fetchWork({ ...OTHERS, state: "rejected", limit: "10" }),
      ]);
      const hidden = Math.max(0, open.openCount - open.items.length);
      return { items: [...open.items, ...closed.items, ...rejected.items], hidden };
    },
    REFRESH_MS,
  );
  const { answer, askedMs } = question;
  const items = withChanged(answer?.items ?? [], askedMs);
  const board = boardOf(items);
  const isShown = answer !== undefined && moment.value === null;
  return (
    <section class="card" aria-labelledby="work-title">
      <div class="card-head">
        <h2 id="work-title">{t("work.title")}</h2>
        <span class="card-note">{isShown ? openNote(items, answer.hidden) : ""}</span>
        <NewButton />
      </div>
      {moment.value === null ? <AnswerNote question={question} isCurrent={undefined} /> : <NowOnly />}
      {!isShown ? null : (
        <div class="work-board">
          {BOARD.map((column) => (
            <BoardColumn key={column} name={t(`work.in-${column}`)} count={board[column].length}>
              <ul>
                {board[column].map((item) => (
                  <li key={item.itemUid}>
                    <Card item={item} />
                  </li>
                ))}
              </ul>
            </BoardColumn>
          ))}
        </div>
      )}
    </section>
  );
}

/** Creates an item about the selected asset; items about alerts and components are created beside these. */
function NewButton() {
  const index = usePlant();
  const uid = selected.value;
  const asset = uid === null ? undefined : index?.asset(uid);
  const create = () => {
    if (asset === undefined) return;
    const { label } = asset;
    const { zh, en } = CATALOGUE["work.title-default"];
    const title = { zh: zh.replace("{name}", label), en: en.replace("{name}", label) };
    reporting.value = { assetUid: asset.assetUid, component: "", title };
  };
  if (asset === undefined) return <small class="work-hint">{t("work.select")}</small>;
  return (
    <ActButton asks="operate" name={`${t("work.new")} ${asset.label}`} onAct={create}>
      {t("work.new")}
    </ActButton>
  );
}

/** Name of the item's component; its path where the plant no longer has it. */
function componentOf({ assetUid, component }: WorkItemAnswer, index: PlantIndex | null): string {
  const asset = index?.asset(assetUid);
  if (component === null || index === null || asset === undefined) return component ?? "";
  const found = componentAt(componentsOf(asset, { plant: index.plant, ofAsset: index.tagsOf.bind(index) }), component);
  return found?.path === component ? local(found.name) : component;
}

function Card({ item }: { item: WorkItemAnswer }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const { title, assetUid, assetLabel, cause, causeKind, reportedAt, reportedBy, assignee, due, grade, isOverdue } =
    item;
  const component = componentOf(item, index);
  return (
    <article class={`work-card${isOverdue ? " is-overdue" : ""}`} aria-label={local(title)}>
      <h4>{local(title)}</h4>
      <p>
        {assetLabel === null ? assetName(index, assetUid) : <AssetLink uid={assetUid} />}
        {component === "" ? "" : ` · ${component}`}
        {item.state === "rejected" ? ` · ${t("work.rejected")}` : ""}
      </p>
      {grade === null && assignee === null && due === null ? null : (
        <p>
          {grade === null ? "" : `${t("work.grade")} ${gradeText(grade)}`}
          {assignee === null ? "" : ` · ${assignee}`}
          {due === null ? null : (
            <span class={isOverdue ? "is-late" : ""}>
              {" · "}
              {t("work.due", { time: at(due) })}
              {isOverdue ? ` (! ${t("work.overdue")})` : ""}
            </span>
          )}
        </p>
      )}
      {reportedAt === null ? null : <small>{t("work.by", { name: reportedBy.name, time: at(reportedAt) })}</small>}
      {cause === null || causeKind !== "alert" ? null : (
        <button type="button" class="link" onClick={() => (openAlert.value = { alertUid: cause })}>
          {t("room.open-alert")}
        </button>
      )}
      <ItemActs item={item} />
      {item.acts.length === 0 ? null : <ItemHistory acts={item.acts} />}
    </article>
  );
}

function gradeText(grade: number): string {
  return grade === 1 || grade === 2 || grade === 3 || grade === 4 ? t(`work.grade-${grade}`) : String(grade);
}
