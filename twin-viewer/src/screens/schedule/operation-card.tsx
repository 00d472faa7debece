import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { actualTexts } from "./actual-words.ts";
import { showLink, toggleLock } from "./chart-keys.ts";
import { isMoved } from "./moves.ts";
import { OnTimeBar } from "./on-time-bar.tsx";
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";
import { beginMove, choose, explained, isLockedNow, moving, movingBar, placedAt, selected } from "./state.ts";
import { conflictTexts, marksOf, momentOf, setUpText, stretchOf, whyOf } from "./words.ts";

/** The selected operation: where and when, why then, what stands against it, and what holds its late order. */
export function OperationCard({ plan }: { plan: PlanView }) {
  const moved = movingBar.value;
  const operation = moved !== undefined && keyOf(moved) === selected.value ? moved : placedAt(selected.value);
  if (operation === undefined)
    return (
      <section class="card">
        <p class="empty">{t("gantt.none-selected")}</p>
      </section>
    );
  return <Chosen key={selected.value} plan={plan} operation={operation} />;
}

function Chosen({ plan, operation }: { plan: PlanView; operation: ViewedOperation }) {
  const key = keyOf(operation);
  const planned = plan.byKey.get(key) ?? operation;
  const { order, step, machine, start } = operation;
  const isLocked = isLockedNow(key);
  const moved = isMoved(planned, { order, step, machine, startMs: start });
  return (
    <section class="card gantt-card" id="gantt-card" tabIndex={-1} aria-label={`${order} ${step}`}>
      <div class="card-head">
        <h2>
          {order} · {step}
        </h2>
      </div>
      {marksOf(operation).map((mark) => (
        <p key={mark} class="gantt-mark">
          {mark}
        </p>
      ))}
      {conflictTexts(operation).map((text) => (
        <p key={text} class="gantt-conflict" role="alert">
          {text}
        </p>
      ))}
      <Facts plan={plan} operation={operation} />
      <p>{moved ? t("gantt.moved", { machine: planned.machine, time: momentOf(planned.start) }) : whyOf(planned)}</p>
      <Chain plan={plan} order={explained.value} />
      <div class="gantt-acts">
        {operation.isKept ? null : (
          <>
            <button type="button" class="button small" aria-pressed={isLocked} onClick={() => toggleLock(key)}>
              {t(isLocked ? "gantt.unlock" : "gantt.lock")}
            </button>
            <button
              type="button"
              class="button small"
              disabled={moving.value !== undefined}
              onClick={() => {
                beginMove(key);
                document.querySelector<HTMLElement>(".gantt-scroll")?.focus();
              }}
            >
              {t("gantt.move")}
            </button>
          </>
        )}
        <button type="button" class="button small" onClick={() => choose("")}>
          {t("gantt.close-card")}
        </button>
      </div>
    </section>
  );
}

function Facts({ plan, operation }: { plan: PlanView; operation: ViewedOperation }) {
  const { machine, family, setUpStart, start, end, alternatives } = operation;
  const order = plan.orders.get(operation.order);
  const happened = actualTexts(operation);
  const others = alternatives.filter((one) => one.machine !== machine);
  return (
    <dl class="gantt-facts">
      <dt>{t("gantt.machine")}</dt>
      <dd>{machine}</dd>
      {setUpStart === start ? null : (
        <>
          <dt>{t("gantt.set-up")}</dt>
          <dd>{t("gantt.set-up-of", { from: momentOf(setUpStart), minutes: setUpText(operation), family })}</dd>
        </>
      )}
      <dt>{t("gantt.work")}</dt>
      <dd>{stretchOf(start, end)}</dd>
      {happened.length === 0 ? null : (
        <>
          <dt>{t("actual.what")}</dt>
          {happened.map((text) => (
            <dd key={text}>{text}</dd>
          ))}
        </>
      )}
      {order === undefined ? null : (
        <>
          <dt>{t("gantt.variant")}</dt>
          <dd>{t("gantt.pieces", { variant: order.variant, count: order.quantity })}</dd>
          <dt>{t("gantt.due")}</dt>
          <dd>{momentOf(order.due)}</dd>
          <dt>{t("gantt.order-end")}</dt>
          <dd>{momentOf(order.end)}</dd>
          <dt>{t("gantt.on-time")}</dt>
          <dd>
            <OnTimeBar share={order.onTime} />
          </dd>
        </>
      )}
      {others.length === 0 ? null : (
        <>
          <dt>{t("gantt.also-on")}</dt>
          <dd>
            {others
              .map((one) => t("gantt.other-machine", { machine: one.machine, minutes: formatNumber(one.minutes, 0) }))
              .join(t("list.separator"))}
          </dd>
        </>
      )}
    </dl>
  );
}

/** What a late order waits for, from its last operation back; a press shows each link in the chart. */
function Chain({ plan, order }: { plan: PlanView; order: string }) {
  const chain = plan.orders.get(order)?.chain ?? [];
  if (chain.length === 0) return null;
  return (
    <>
      <h3>{t("gantt.why-late", { order })}</h3>
      <ol class="gantt-chain">
        {chain.map((link) => {
          const found = plan.byKey.get(keyOf(link));
          return found === undefined ? null : (
            <li key={keyOf(link)}>
              <button
                type="button"
                class="link"
                aria-current={selected.value === keyOf(link) ? "true" : undefined}
                onClick={() => showLink(keyOf(link))}
              >
                {link.order} {link.step}
              </button>{" "}
              {whyOf(found)}
            </li>
          );
        })}
      </ol>
    </>
  );
}
